from payments.models.bank import BankLine, BankLineState
from payments.models.comparison import GatewayComparison
from payments.models.credit import CreditAccount, CreditEntry, CreditGrant
from payments.models.deny import DenyKind, DenyListEntry
from payments.models.dispute import Dispute
from payments.models.document import Document, DocumentCopy, DocumentLine, DocumentSeries, DocumentTax
from payments.models.inbox import GatewayEvent
from payments.models.late import LateMoney
from payments.models.limits import ApprovalLimit, GoodwillLimit
from payments.models.money_task import MoneyTask, TaskEnd, TaskKind
from payments.models.payment import Payment
from payments.models.payout import PayoutFile, PayoutRow, PayoutShape, RowOutcome
from payments.models.refund import Refund, RefundAllocation
from payments.models.refund_line import RefundKind, RefundLine
from payments.models.review import RiskDecision, RiskReview
from payments.models.risk import DisposableDomain, FraudRule, RiskAssessment, RuleKind
from payments.models.transaction import PaymentTransaction

__all__ = [
    "ApprovalLimit",
    "BankLine",
    "BankLineState",
    "CreditAccount",
    "CreditEntry",
    "CreditGrant",
    "DenyKind",
    "DenyListEntry",
    "DisposableDomain",
    "Dispute",
    "Document",
    "DocumentCopy",
    "DocumentLine",
    "DocumentSeries",
    "DocumentTax",
    "FraudRule",
    "GatewayComparison",
    "GatewayEvent",
    "GoodwillLimit",
    "LateMoney",
    "MoneyTask",
    "Payment",
    "PaymentTransaction",
    "PayoutFile",
    "PayoutRow",
    "PayoutShape",
    "Refund",
    "RefundAllocation",
    "RefundKind",
    "RefundLine",
    "RiskAssessment",
    "RiskDecision",
    "RiskReview",
    "RowOutcome",
    "RuleKind",
    "TaskEnd",
    "TaskKind",
]
