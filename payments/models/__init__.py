from payments.models.document import Document, DocumentCopy, DocumentLine, DocumentSeries, DocumentTax
from payments.models.inbox import GatewayEvent
from payments.models.payment import Payment
from payments.models.refund import Refund, RefundAllocation
from payments.models.risk import FraudRule, RiskAssessment, RuleKind
from payments.models.transaction import PaymentTransaction

__all__ = [
    "Document",
    "DocumentCopy",
    "DocumentLine",
    "DocumentSeries",
    "DocumentTax",
    "FraudRule",
    "GatewayEvent",
    "Payment",
    "PaymentTransaction",
    "Refund",
    "RefundAllocation",
    "RiskAssessment",
    "RuleKind",
]
