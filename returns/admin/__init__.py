from returns.admin import policies, returns, strays

__all__ = ["policies", "returns", "strays"]
