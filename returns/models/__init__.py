from returns.models.inspection import Grade, Inspection
from returns.models.line import CREDITED, Disposition, Reception, ReturnLine
from returns.models.policy import ReturnPolicy, ReturnReason
from returns.models.rma import Return, ReturnState

__all__ = [
    "CREDITED",
    "Disposition",
    "Grade",
    "Inspection",
    "Reception",
    "Return",
    "ReturnLine",
    "ReturnPolicy",
    "ReturnReason",
    "ReturnState",
]
