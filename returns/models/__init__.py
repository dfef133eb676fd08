from returns.models.claim import Claim, ClaimKind, ClaimLine, ClaimPhoto, ClaimState, GoodsAt
from returns.models.exchange import Exchange, ExchangeLine, ExchangeMode, ExchangeState
from returns.models.inspection import Grade, Inspection
from returns.models.line import CREDITED, Disposition, Reception, ReturnLine
from returns.models.policy import ReturnPolicy, ReturnReason
from returns.models.rma import Return, ReturnState

__all__ = [
    "CREDITED",
    "Claim",
    "ClaimKind",
    "ClaimLine",
    "ClaimPhoto",
    "ClaimState",
    "Disposition",
    "Exchange",
    "ExchangeLine",
    "ExchangeMode",
    "ExchangeState",
    "GoodsAt",
    "Grade",
    "Inspection",
    "Reception",
    "Return",
    "ReturnLine",
    "ReturnPolicy",
    "ReturnReason",
    "ReturnState",
]
