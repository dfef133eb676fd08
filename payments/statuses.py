"""The words of money."""

from django.db import models


class PaymentState(models.TextChoices):
    PENDING = "pending", "Pending"
    REQUIRES_ACTION = "requires_action", "Waiting for the customer"
    AUTHORIZED = "authorized", "Authorized"
    PARTIALLY_CAPTURED = "partially_captured", "Partially captured"
    CAPTURED = "captured", "Captured"
    PARTIALLY_REFUNDED = "partially_refunded", "Partially refunded"
    REFUNDED = "refunded", "Refunded"
    VOIDED = "voided", "Voided"
    FAILED = "failed", "Failed"
    EXPIRED = "expired", "Expired"
    DISPUTED = "disputed", "Disputed"


# The tender gives the order nothing any more.
PAYMENT_OVER = (PaymentState.FAILED, PaymentState.VOIDED, PaymentState.EXPIRED)


class TransactionKind(models.TextChoices):
    AUTHORIZATION = "authorization", "Authorization"
    CAPTURE = "capture", "Capture"
    VOID = "void", "Void"
    REFUND = "refund", "Refund"
    CHARGEBACK = "chargeback", "Chargeback"
    REVERSAL = "reversal", "Chargeback given back"
    RETURN = "return", "Refund that came back"


class Outcome(models.TextChoices):
    REQUESTED = "requested", "Requested"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "Unknown"


class RefundState(models.TextChoices):
    GRANTED = "granted", "Granted"
    APPROVED = "approved", "Approved"
    REQUESTED = "requested", "Requested"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"
    CANCELED = "canceled", "Canceled"


class ReviewState(models.TextChoices):
    OPEN = "open", "To decide"
    WAITING_PROOF = "waiting_proof", "Waiting for proof"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    CLOSED = "closed", "Closed undecided"


class Decision(models.TextChoices):
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    PROOF_ASKED = "proof_asked", "Asked for proof"
    PROOF_CAME = "proof_came", "Proof came"


class DisputeKind(models.TextChoices):
    CHARGEBACK = "chargeback", "Chargeback"
    INQUIRY = "inquiry", "Inquiry"
    WARNING = "warning", "Early fraud warning"


class DisputeState(models.TextChoices):
    NEEDS_RESPONSE = "needs_response", "Needs an answer"
    UNDER_REVIEW = "under_review", "With the bank"
    WON = "won", "Won"
    LOST = "lost", "Lost"
    CLOSED = "closed", "Closed"


DISPUTE_OPEN = (DisputeState.NEEDS_RESPONSE, DisputeState.UNDER_REVIEW)
REVIEW_OPEN = (ReviewState.OPEN, ReviewState.WAITING_PROOF)
# Money that had gone out and is here again.
CAME_BACK = (TransactionKind.REVERSAL, TransactionKind.RETURN)
UNDER_WAY = (Outcome.REQUESTED, Outcome.UNKNOWN)
OWED = (RefundState.GRANTED, RefundState.APPROVED, RefundState.REQUESTED, RefundState.FAILED)


class DocumentKind(models.TextChoices):
    INVOICE = "invoice", "Invoice"
    CREDIT_NOTE = "credit_note", "Credit note"


class LineKind(models.TextChoices):
    """What a line of a document is for: ``credit`` is value given back by agreement."""

    GOODS = "goods", "Goods"
    CHARGE = "charge", "Charge"
    CREDIT = "credit", "Credit"


class SettlementTerms(models.TextChoices):
    """How the buyer settles it, as known on the day of issue."""

    PAID = "paid", "Paid with the order"
    ON_ACCOUNT = "on_account", "On account"
    ON_DELIVERY = "on_delivery", "Cash on delivery"


class CopyKind(models.TextChoices):
    PRINTED = "printed", "Printed"
    SENT = "sent", "Sent again"


class LateState(models.TextChoices):
    OPEN = "open", "Waits for a decision"
    REINSTATED = "reinstated", "Order reinstated"
    GIVEN_BACK = "given_back", "Given back"
    GONE = "gone", "Ran out"
