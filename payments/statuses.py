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


class TransactionKind(models.TextChoices):
    AUTHORIZATION = "authorization", "Authorization"
    CAPTURE = "capture", "Capture"
    VOID = "void", "Void"
    REFUND = "refund", "Refund"
    CHARGEBACK = "chargeback", "Chargeback"


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


UNDER_WAY = (Outcome.REQUESTED, Outcome.UNKNOWN)


class LateState(models.TextChoices):
    OPEN = "open", "Waits for a decision"
    REINSTATED = "reinstated", "Order reinstated"
    GIVEN_BACK = "given_back", "Given back"
    GONE = "gone", "Ran out"
