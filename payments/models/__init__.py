from payments.models.comparison import GatewayComparison
from payments.models.inbox import GatewayEvent
from payments.models.money_task import MoneyTask, TaskEnd, TaskKind
from payments.models.payment import Payment
from payments.models.payout import PayoutFile, PayoutRow, PayoutShape, RowOutcome
from payments.models.refund import Refund, RefundAllocation
from payments.models.risk import FraudRule, RiskAssessment, RuleKind
from payments.models.transaction import PaymentTransaction

__all__ = [
    "FraudRule",
    "GatewayComparison",
    "GatewayEvent",
    "MoneyTask",
    "Payment",
    "PaymentTransaction",
    "PayoutFile",
    "PayoutRow",
    "PayoutShape",
    "Refund",
    "RefundAllocation",
    "RiskAssessment",
    "RowOutcome",
    "RuleKind",
    "TaskEnd",
    "TaskKind",
]
