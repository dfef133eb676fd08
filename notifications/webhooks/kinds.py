"""What shops can hear of: facts of an order's timeline, under the names they have there."""

from django.db import models


class HookKind(models.TextChoices):
    """One kind of webhook each; the value is the fact's wire name and the webhook's ``type``."""

    PLACED = "orders.placed", "Order placed"
    CONFIRMED = "orders.confirmed", "Order confirmed"
    CHANGED = "orders.changed", "Order edited"
    ADDRESS_CHANGED = "orders.address_changed", "Delivery address changed"
    HELD = "orders.held", "Order put on hold"
    HOLD_RELEASED = "orders.hold_released", "Hold released"
    CHOICE_ASKED = "orders.choice_asked", "Customer asked how to go on"
    DISPATCHED = "orders.dispatched", "Parcel handed over"
    DELIVERED = "orders.delivered", "Parcel delivered"
    LOST = "orders.lost", "Parcel lost"
    LINES_CANCELED = "orders.lines_canceled", "Lines canceled"
    CANCELED = "orders.canceled", "Order canceled"
    EXPIRED = "orders.expired", "Order expired"
    COMPLETED = "orders.completed", "Order completed"
    REFUNDED = "payments.refunded", "Refund paid"
    INVOICED = "payments.invoice_issued", "Invoice issued"
    CREDIT_NOTE = "payments.credit_note_issued", "Credit note issued"
    DISPUTE_OPENED = "payments.dispute_opened", "Dispute opened"
    TROUBLE = "shipping.exception_opened", "Parcel in trouble"
    RETURN_REQUESTED = "returns.requested", "Return requested"
    RETURN_APPROVED = "returns.approved", "Return approved"
    RETURN_REJECTED = "returns.rejected", "Return rejected"
    RETURN_RECEIVED = "returns.received", "Return received"
    EXCHANGE_REQUESTED = "returns.exchange_requested", "Exchange requested"
    EXCHANGE_PLACED = "returns.exchange_order_placed", "Exchange has an order"
    EXCHANGE_COMPLETED = "returns.exchange_completed", "Exchange completed"
    CLAIM_OPENED = "returns.claim_opened", "Complaint opened"
    CLAIM_DENIED = "returns.claim_denied", "Complaint not followed"
    CLAIM_RESOLVED = "returns.claim_resolved", "Complaint made good"
    RETURN_CLOSED = "returns.closed", "Return closed"


TEST = "webhooks.test"
