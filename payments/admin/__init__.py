from payments.admin.credit import CreditAccountAdmin, CreditGrantAdmin
from payments.admin.inbox import GatewayEventAdmin
from payments.admin.payments import PaymentAdmin
from payments.admin.refunds import RefundAdmin
from payments.admin.reviews import RiskReviewAdmin
from payments.admin.risk import DenyListEntryAdmin, DisposableDomainAdmin, FraudRuleAdmin, RiskAssessmentAdmin

__all__ = [
    "CreditAccountAdmin",
    "CreditGrantAdmin",
    "DenyListEntryAdmin",
    "DisposableDomainAdmin",
    "FraudRuleAdmin",
    "GatewayEventAdmin",
    "PaymentAdmin",
    "RefundAdmin",
    "RiskAssessmentAdmin",
    "RiskReviewAdmin",
]
