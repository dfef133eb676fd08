"""The words of an order: its commitment, and the summaries derived from quantities and amounts."""

from django.db import models


class OrderState(models.TextChoices):
    DRAFT = "draft", "Draft"
    PLACED = "placed", "Placed"
    CONFIRMED = "confirmed", "Confirmed"
    PROCESSING = "processing", "Processing"
    COMPLETED = "completed", "Completed"
    CANCELED = "canceled", "Canceled"
    EXPIRED = "expired", "Expired"


# Still to be delivered and paid; over without that.
LIVING = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING)
ENDED = (OrderState.CANCELED, OrderState.EXPIRED)
OVER = (OrderState.COMPLETED, *ENDED)


class Intake(models.TextChoices):
    PHONE = "phone", "Phone"
    EMAIL = "email", "E-mail"
    ONLINE = "online", "Online shop"
    API = "api", "API"
    FILE = "file", "File import"
    DESK = "desk", "Desk"


class FulfillmentStatus(models.TextChoices):
    NOT_REQUIRED = "not_required", "Nothing to ship"
    UNFULFILLED = "unfulfilled", "Unfulfilled"
    BACKORDERED = "backordered", "Backordered"
    IN_PROGRESS = "in_progress", "In progress"
    PARTIALLY_SHIPPED = "partially_shipped", "Partially shipped"
    SHIPPED = "shipped", "Shipped"
    PARTIALLY_DELIVERED = "partially_delivered", "Partially delivered"
    DELIVERED = "delivered", "Delivered"


class PaymentStatus(models.TextChoices):
    PENDING = "pending", "Pending"
    AUTHORIZED = "authorized", "Authorized"
    PARTIALLY_AUTHORIZED = "partially_authorized", "Partially authorized"
    PARTIALLY_PAID = "partially_paid", "Partially paid"
    PAID = "paid", "Paid"
    PARTIALLY_REFUNDED = "partially_refunded", "Partially refunded"
    REFUNDED = "refunded", "Refunded"
    VOIDED = "voided", "Voided"
    EXPIRED = "expired", "Expired"
    OVERPAID = "overpaid", "Overpaid"
    DISPUTED = "disputed", "Disputed"


class ReturnStatus(models.TextChoices):
    NONE = "none", "None"
    REQUESTED = "requested", "Requested"
    IN_PROGRESS = "in_progress", "In progress"
    PARTIALLY_RETURNED = "partially_returned", "Partially returned"
    RETURNED = "returned", "Returned"


class TaxTreatment(models.TextChoices):
    TAXED = "taxed", "Taxed"
    EXEMPT = "exempt", "Exempt customer"
    REVERSE_CHARGE = "reverse_charge", "Reverse charge"
    BY_CHANNEL = "by_channel", "Taxed by the shop that sold it"


class RefundTo(models.TextChoices):
    """Where money goes that an order no longer costs."""

    TENDERS = "tenders", "Back to how it was paid"
    STORE_CREDIT = "store_credit", "To the customer's store credit"


class ChangeState(models.TextChoices):
    DRAFT = "draft", "Being put together"
    REQUESTED = "requested", "Waiting for approval"
    CONFIRMED = "confirmed", "Confirmed"
    DECLINED = "declined", "Declined"
    CANCELED = "canceled", "Dropped"


class ActionKind(models.TextChoices):
    """What one step of a change does."""

    ADD_LINE = "add_line", "Add goods"
    SET_QUANTITY = "set_quantity", "Set a quantity"
    SET_PRICE = "set_price", "Set a price"
    SET_ADDRESS = "set_address", "Send elsewhere"
    SET_METHOD = "set_method", "Ship another way"
    CANCEL_UNITS = "cancel_units", "Cancel units"


class DisplayStatus(models.TextChoices):
    """The one word a rep needs first; the most pressing wins."""

    DRAFT = "draft", "Draft"
    CANCELED = "canceled", "Canceled"
    EXPIRED = "expired", "Expired"
    ON_HOLD = "on_hold", "On hold"
    PAYMENT_FAILED = "payment_failed", "Payment failed"
    AWAITING_PAYMENT = "awaiting_payment", "Awaiting payment"
    BACKORDERED = "backordered", "Backordered"
    TO_RELEASE = "to_release", "Ready to release"
    PICKING = "picking", "Picking"
    PACKED = "packed", "Packed"
    PARTIALLY_SHIPPED = "partially_shipped", "Partially shipped"
    SHIPPED = "shipped", "Shipped"
    DELIVERED = "delivered", "Delivered"
    RETURN = "return", "Return under way"
    COMPLETED = "completed", "Completed"
