from payments.admin.inbox import GatewayEventAdmin
from payments.admin.money_tasks import MoneyTaskAdmin
from payments.admin.payments import PaymentAdmin
from payments.admin.payouts import GatewayComparisonAdmin, PayoutFileAdmin, PayoutRowAdmin
from payments.admin.refunds import RefundAdmin
from payments.admin.risk import FraudRuleAdmin, RiskAssessmentAdmin

__all__ = [
    "FraudRuleAdmin",
    "GatewayComparisonAdmin",
    "GatewayEventAdmin",
    "MoneyTaskAdmin",
    "PaymentAdmin",
    "PayoutFileAdmin",
    "PayoutRowAdmin",
    "RefundAdmin",
    "RiskAssessmentAdmin",
]
