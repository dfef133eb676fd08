from payments.admin.inbox import GatewayEventAdmin
from payments.admin.late import LateMoneyAdmin
from payments.admin.payments import PaymentAdmin
from payments.admin.refunds import RefundAdmin
from payments.admin.risk import FraudRuleAdmin, RiskAssessmentAdmin

__all__ = [
    "FraudRuleAdmin",
    "GatewayEventAdmin",
    "LateMoneyAdmin",
    "PaymentAdmin",
    "RefundAdmin",
    "RiskAssessmentAdmin",
]
