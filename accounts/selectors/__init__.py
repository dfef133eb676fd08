from accounts.selectors.actors import actor_of

__all__ = ["actor_of"]
