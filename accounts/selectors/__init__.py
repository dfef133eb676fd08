from accounts.selectors.actors import actor_of, actor_with_key

__all__ = ["actor_of", "actor_with_key"]
