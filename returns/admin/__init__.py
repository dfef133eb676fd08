from returns.admin import claims, exchanges, policies, returns, strays

__all__ = ["claims", "exchanges", "policies", "returns", "strays"]
