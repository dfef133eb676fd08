"""What payments refuses, each with its code and a sentence."""

from core.errors import Declined, NotFound, OmsError

__all__ = [
    "AuthorizationLapsed",
    "CaptureExceedsAuthorization",
    "CreditExhausted",
    "CreditNotFound",
    "DocumentNotFound",
    "ForgedWebhook",
    "GoodwillExceedsLimit",
    "PaymentNotFound",
    "RefundExceedsCapture",
    "UnitsNotRefundable",
]


class PaymentNotFound(NotFound):
    """No such payment, refund or transaction."""

    code = "payment_not_found"


class CaptureExceedsAuthorization(OmsError):
    """Captures made and under way would together pass what is authorized."""

    code = "capture_exceeds_authorization"


class RefundExceedsCapture(OmsError):
    """Refunds made and under way would together pass what was captured."""

    code = "refund_exceeds_capture"
    turns_on = ("refund", "captured_amount", "refunded_amount")


class UnitsNotRefundable(OmsError):
    """So many units of a line were not shipped, or their money went back already."""

    code = "units_not_refundable"
    turns_on = ("refund", "credited_amount", "shipped")


class GoodwillExceedsLimit(OmsError):
    """Goodwill of the order would pass what the roles of the one who grants may give."""

    code = "goodwill_exceeds_limit"
    turns_on = ("refund",)


class ForgedWebhook(OmsError):
    """The signature does not fit, or is too old; nothing was kept."""

    code = "forged_webhook"
    status = 400


class AuthorizationLapsed(Declined):
    """The gateway no longer holds the money: the authorization ran out or was taken away."""

    code = "authorization_lapsed"


class DocumentNotFound(NotFound):
    """There is no such invoice or credit note."""

    code = "document_not_found"


class CreditNotFound(NotFound):
    """No such store credit, gift card or grant."""

    code = "credit_not_found"


class CreditExhausted(OmsError):
    """More credit was to be taken than there is; nothing was."""

    code = "credit_exhausted"
