from payments.admin.bank import BankLineAdmin
from payments.admin.credit import CreditAccountAdmin, CreditGrantAdmin
from payments.admin.inbox import GatewayEventAdmin
from payments.admin.payments import PaymentAdmin
from payments.admin.refunds import RefundAdmin
from payments.admin.risk import FraudRuleAdmin, RiskAssessmentAdmin

__all__ = [
    "BankLineAdmin",
    "CreditAccountAdmin",
    "CreditGrantAdmin",
    "FraudRuleAdmin",
    "GatewayEventAdmin",
    "PaymentAdmin",
    "RefundAdmin",
    "RiskAssessmentAdmin",
]
