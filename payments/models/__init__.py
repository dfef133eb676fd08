from payments.models.bank import BankLine, BankLineState
from payments.models.credit import CreditAccount, CreditEntry, CreditGrant
from payments.models.inbox import GatewayEvent
from payments.models.payment import Payment
from payments.models.refund import Refund, RefundAllocation
from payments.models.risk import FraudRule, RiskAssessment, RuleKind
from payments.models.transaction import PaymentTransaction

__all__ = [
    "BankLine",
    "BankLineState",
    "CreditAccount",
    "CreditEntry",
    "CreditGrant",
    "FraudRule",
    "GatewayEvent",
    "Payment",
    "PaymentTransaction",
    "Refund",
    "RefundAllocation",
    "RiskAssessment",
    "RuleKind",
]
