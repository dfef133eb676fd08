from returns.admin.policies import ReturnPolicyAdmin, ReturnReasonAdmin
from returns.admin.returns import ReturnAdmin

__all__ = ["ReturnAdmin", "ReturnPolicyAdmin", "ReturnReasonAdmin"]
