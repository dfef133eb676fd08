"""What payments refuses, each with its code and a sentence."""

from core.errors import Declined, NotFound, OmsError

__all__ = [
    "AuthorizationLapsed",
    "CaptureExceedsAuthorization",
    "CreditExhausted",
    "CreditNotFound",
    "ForgedWebhook",
    "PaymentNotFound",
    "RefundExceedsCapture",
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


class ForgedWebhook(OmsError):
    """The signature does not fit, or is too old; nothing was kept."""

    code = "forged_webhook"
    status = 400


class AuthorizationLapsed(Declined):
    """The gateway no longer holds the money: the authorization ran out or was taken away."""

    code = "authorization_lapsed"


class CreditNotFound(NotFound):
    """No such store credit, gift card or grant."""

    code = "credit_not_found"


class CreditExhausted(OmsError):
    """More credit was to be taken than there is; nothing was."""

    code = "credit_exhausted"
