from payments.models.credit import CreditAccount, CreditEntry, CreditGrant
from payments.models.deny import DenyKind, DenyListEntry
from payments.models.dispute import Dispute
from payments.models.inbox import GatewayEvent
from payments.models.payment import Payment
from payments.models.refund import Refund, RefundAllocation
from payments.models.review import RiskDecision, RiskReview
from payments.models.risk import DisposableDomain, FraudRule, RiskAssessment, RuleKind
from payments.models.transaction import PaymentTransaction

__all__ = [
    "CreditAccount",
    "CreditEntry",
    "CreditGrant",
    "DenyKind",
    "DenyListEntry",
    "DisposableDomain",
    "Dispute",
    "FraudRule",
    "GatewayEvent",
    "Payment",
    "PaymentTransaction",
    "Refund",
    "RefundAllocation",
    "RiskAssessment",
    "RiskDecision",
    "RiskReview",
    "RuleKind",
]
