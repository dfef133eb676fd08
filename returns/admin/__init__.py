from returns.admin.claims import ClaimAdmin
from returns.admin.exchanges import ExchangeAdmin
from returns.admin.policies import ReturnPolicyAdmin, ReturnReasonAdmin
from returns.admin.returns import ReturnAdmin

__all__ = ["ClaimAdmin", "ExchangeAdmin", "ReturnAdmin", "ReturnPolicyAdmin", "ReturnReasonAdmin"]
