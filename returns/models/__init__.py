from returns.models.claim import Claim, ClaimKind, ClaimLine, ClaimPhoto, ClaimState, GoodsAt
from returns.models.exchange import Exchange, ExchangeLine, ExchangeMode, ExchangeState
from returns.models.inspection import Grade, Inspection
from returns.models.line import CREDITED, WRITTEN_OFF, Disposition, Reception, ReturnLine
from returns.models.photo import ReturnPhoto
from returns.models.policy import LabelPayer, ReturnerRule, ReturnPolicy
from returns.models.reason import ReturnReason
from returns.models.receipt import ReceiptScan, ReturnReceipt, StrayFate, StrayItem
from returns.models.rma import Resolution, Return, ReturnState
from returns.models.terms import FeeKind, ReturnFee, RuleCode, RuleFinding

__all__ = [
    "CREDITED",
    "WRITTEN_OFF",
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
    "FeeKind",
    "GoodsAt",
    "Grade",
    "Inspection",
    "LabelPayer",
    "ReceiptScan",
    "Reception",
    "Resolution",
    "Return",
    "ReturnFee",
    "ReturnLine",
    "ReturnPhoto",
    "ReturnPolicy",
    "ReturnReason",
    "ReturnReceipt",
    "ReturnState",
    "ReturnerRule",
    "RuleCode",
    "RuleFinding",
    "StrayFate",
    "StrayItem",
]
