from payments.models.inbox import GatewayEvent
from payments.models.late import LateMoney
from payments.models.payment import Payment
from payments.models.refund import Refund, RefundAllocation
from payments.models.risk import FraudRule, RiskAssessment, RuleKind
from payments.models.transaction import PaymentTransaction

__all__ = [
    "FraudRule",
    "GatewayEvent",
    "LateMoney",
    "Payment",
    "PaymentTransaction",
    "Refund",
    "RefundAllocation",
    "RiskAssessment",
    "RuleKind",
]
