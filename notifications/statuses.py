"""The words of mails."""

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


class Locale(models.TextChoices):
    ENGLISH = "en", "English"
    GERMAN = "de", "German"


class Medium(models.TextChoices):
    EMAIL = "email", "E-mail"


class MessageState(models.TextChoices):
    QUEUED = "queued", "Queued"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Not sent"
