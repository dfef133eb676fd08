from payments.admin.bank import BankLineAdmin
from payments.admin.credit import CreditAccountAdmin, CreditGrantAdmin
from payments.admin.documents import DocumentAdmin, DocumentSeriesAdmin
from payments.admin.inbox import GatewayEventAdmin
from payments.admin.limits import ApprovalLimitAdmin, GoodwillLimitAdmin
from payments.admin.payments import PaymentAdmin
from payments.admin.refunds import RefundAdmin
from payments.admin.risk import FraudRuleAdmin, RiskAssessmentAdmin

__all__ = [
    "ApprovalLimitAdmin",
    "BankLineAdmin",
    "CreditAccountAdmin",
    "CreditGrantAdmin",
    "DocumentAdmin",
    "DocumentSeriesAdmin",
    "FraudRuleAdmin",
    "GatewayEventAdmin",
    "GoodwillLimitAdmin",
    "PaymentAdmin",
    "RefundAdmin",
    "RiskAssessmentAdmin",
]
