"""The words of messages and webhooks."""

from django.db import models


class MailEvent(models.TextChoices):
    """Facts that customers hear of; each has its folder under ``templates/emails``."""

    CONFIRMED = "orders.confirmed", "Order confirmed"
    DISPATCHED = "orders.dispatched", "Parcel on its way"
    DELIVERED = "orders.delivered", "Parcel delivered"
    CANCELED = "orders.canceled", "Order canceled"
    PROMISE_SLIPPED = "orders.promise_slipped", "Delivery will be later"
    READY_FOR_PICKUP = "fulfillment.ready_for_pickup", "Ready for pickup"
    REFUNDED = "payments.refunded", "Money returned"
    INVOICE = "payments.invoice_issued", "Invoice"
    CREDIT_NOTE = "payments.credit_note_issued", "Credit note"
    PAY_LINK = "payments.pay_link_sent", "Please pay"
    TRANSFER = "payments.transfer_awaited", "Please transfer"
    ADDRESS_ASKED = "shipping.address_asked", "Please check your address"
    ORDER_LINK = "orders.link_sent", "Link to the order"
    PROOF_ASKED = "payments.proof_asked", "Please confirm your order"
    OUT_FOR_DELIVERY = "shipping.out_for_delivery", "Parcel comes today"
    RETURN_APPROVED = "returns.approved", "Return approved"
    RETURN_REJECTED = "returns.rejected", "Return not possible"
    RETURN_RECEIVED = "returns.received", "Return has arrived"
    EXCHANGE_PLACED = "returns.exchange_order_placed", "Exchange has an order"
    EXCHANGE_DENIED = "returns.exchange_denied", "Exchange not possible"
    CLAIM_OPENED = "returns.claim_opened", "Complaint received"
    CLAIM_DENIED = "returns.claim_denied", "Complaint not followed"
    CLAIM_RESOLVED = "returns.claim_resolved", "Complaint made good"
    PHONE_GIVEN = "notifications.phone_given", "Texts to a phone"
    FEEDBACK_ASKED = "support.feedback_asked", "How was it?"


class Locale(models.TextChoices):
    ENGLISH = "en", "English"
    GERMAN = "de", "German"


class Medium(models.TextChoices):
    EMAIL = "email", "E-mail"
    SMS = "sms", "Text message"


class MessageState(models.TextChoices):
    QUEUED = "queued", "Queued"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Not sent"


class DeliveryState(models.TextChoices):
    """Of a webhook for one endpoint."""

    PENDING = "pending", "Waiting"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Given up"
    HELD = "held", "Held back"


class Arrival(models.TextChoices):
    """What a provider told of a message after it was sent; each outranks those before it."""

    DEFERRED = "deferred", "Delayed on the way"
    DELIVERED = "delivered", "Delivered"
    OPENED = "opened", "Opened"
    BOUNCED = "bounced", "Came back"
    COMPLAINED = "complained", "Reported as spam"


class Covers(models.TextChoices):
    """Which mails a suppressed address does not get."""

    ALL = "all", "All mails"
    OPTIONAL = "optional", "Mails an order does not need"


class SuppressedFor(models.TextChoices):
    HARD_BOUNCE = "hard_bounce", "The address does not exist"
    COMPLAINT = "complaint", "Reported as spam"
    UNSUBSCRIBED = "unsubscribed", "The customer does not want them"
    BY_HAND = "by_hand", "Entered by hand"
