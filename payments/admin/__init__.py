from payments.admin.bank import BankLineAdmin
from payments.admin.credit import CreditAccountAdmin, CreditGrantAdmin
from payments.admin.documents import DocumentAdmin, DocumentSeriesAdmin
from payments.admin.inbox import GatewayEventAdmin
from payments.admin.late import LateMoneyAdmin
from payments.admin.limits import ApprovalLimitAdmin, GoodwillLimitAdmin
from payments.admin.money_tasks import MoneyTaskAdmin
from payments.admin.payments import PaymentAdmin
from payments.admin.payouts import GatewayComparisonAdmin, PayoutFileAdmin, PayoutRowAdmin
from payments.admin.refunds import RefundAdmin
from payments.admin.reviews import RiskReviewAdmin
from payments.admin.risk import DenyListEntryAdmin, DisposableDomainAdmin, FraudRuleAdmin, RiskAssessmentAdmin
from payments.admin.transactions import PaymentTransactionAdmin

__all__ = [
    "ApprovalLimitAdmin",
    "BankLineAdmin",
    "CreditAccountAdmin",
    "CreditGrantAdmin",
    "DenyListEntryAdmin",
    "DisposableDomainAdmin",
    "DocumentAdmin",
    "DocumentSeriesAdmin",
    "FraudRuleAdmin",
    "GatewayComparisonAdmin",
    "GatewayEventAdmin",
    "GoodwillLimitAdmin",
    "LateMoneyAdmin",
    "MoneyTaskAdmin",
    "PaymentAdmin",
    "PaymentTransactionAdmin",
    "PayoutFileAdmin",
    "PayoutRowAdmin",
    "RefundAdmin",
    "RiskAssessmentAdmin",
    "RiskReviewAdmin",
]
