from payments.models.bank import BankLine, BankLineState
from payments.models.comparison import GatewayComparison
from payments.models.credit import CreditAccount, CreditEntry, CreditGrant
from payments.models.document import Document, DocumentCopy, DocumentLine, DocumentSeries, DocumentTax
from payments.models.inbox import GatewayEvent
from payments.models.limits import ApprovalLimit, GoodwillLimit
from payments.models.money_task import MoneyTask, TaskEnd, TaskKind
from payments.models.payment import Payment
from payments.models.payout import PayoutFile, PayoutRow, PayoutShape, RowOutcome
from payments.models.refund import Refund, RefundAllocation
from payments.models.refund_line import RefundKind, RefundLine
from payments.models.risk import FraudRule, RiskAssessment, RuleKind
from payments.models.transaction import PaymentTransaction

__all__ = [
    "ApprovalLimit",
    "BankLine",
    "BankLineState",
    "CreditAccount",
    "CreditEntry",
    "CreditGrant",
    "Document",
    "DocumentCopy",
    "DocumentLine",
    "DocumentSeries",
    "DocumentTax",
    "FraudRule",
    "GatewayComparison",
    "GatewayEvent",
    "GoodwillLimit",
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
    "RowOutcome",
    "RuleKind",
    "TaskEnd",
    "TaskKind",
]
