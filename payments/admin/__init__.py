from payments.admin.documents import DocumentAdmin, DocumentSeriesAdmin
from payments.admin.inbox import GatewayEventAdmin
from payments.admin.payments import PaymentAdmin
from payments.admin.refunds import RefundAdmin
from payments.admin.risk import FraudRuleAdmin, RiskAssessmentAdmin

__all__ = [
    "DocumentAdmin",
    "DocumentSeriesAdmin",
    "FraudRuleAdmin",
    "GatewayEventAdmin",
    "PaymentAdmin",
    "RefundAdmin",
    "RiskAssessmentAdmin",
]
