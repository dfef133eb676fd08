"""The words of the road: labels, tracking, exceptions."""

from django.db import models


class LabelState(models.TextChoices):
    REQUESTED = "requested", "Requested"
    PURCHASED = "purchased", "Purchased"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "Outcome unknown"
    VOIDED = "voided", "Voided"


# Of a label whose outcome is unknown nobody may buy another: the carrier may have sold it.
LIVE_LABELS = (LabelState.REQUESTED, LabelState.PURCHASED, LabelState.UNKNOWN)


class ManifestState(models.TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class TrackingStatus(models.TextChoices):
    """What carriers tell, in one vocabulary; what nobody taught us stays ``unknown`` with its raw word."""

    NOT_MOVING = "not_moving", "Not moving yet"
    PICKED_UP = "picked_up", "Picked up"
    IN_TRANSIT = "in_transit", "In transit"
    OUT_FOR_DELIVERY = "out_for_delivery", "Out for delivery"
    AVAILABLE_FOR_PICKUP = "available_for_pickup", "Waits to be collected"
    DELAYED = "delayed", "Delayed"
    EXCEPTION = "exception", "Trouble on the way"
    DELIVERY_FAILED = "delivery_failed", "Could not be delivered"
    DELIVERED = "delivered", "Delivered"
    RETURNED_TO_SENDER = "returned_to_sender", "Returned to sender"
    LOST = "lost", "Lost"
    CANCELED = "canceled", "Canceled by the carrier"
    UNKNOWN = "unknown", "Unknown word"


# A parcel that arrived, came back or is lost moves no more; only what was lost may still turn up.
FINAL_STATUSES = (TrackingStatus.DELIVERED, TrackingStatus.RETURNED_TO_SENDER)
SETTLED_STATUSES = (*FINAL_STATUSES, TrackingStatus.LOST)


# Of two words with the same time the one further along the road is the later one.
PROGRESS = {
    TrackingStatus.NOT_MOVING: 0,
    TrackingStatus.CANCELED: 0,
    TrackingStatus.PICKED_UP: 1,
    TrackingStatus.IN_TRANSIT: 2,
    TrackingStatus.DELAYED: 3,
    TrackingStatus.EXCEPTION: 4,
    TrackingStatus.OUT_FOR_DELIVERY: 5,
    TrackingStatus.DELIVERY_FAILED: 6,
    TrackingStatus.AVAILABLE_FOR_PICKUP: 6,
    TrackingStatus.LOST: 7,
    TrackingStatus.RETURNED_TO_SENDER: 8,
    TrackingStatus.DELIVERED: 9,
    TrackingStatus.UNKNOWN: 0,
}


class ExceptionKind(models.TextChoices):
    ADDRESS_UNKNOWN = "address_unknown", "Address unknown"
    DAMAGED = "damaged", "Damaged"
    DELAYED = "delayed", "Delayed"
    REFUSED = "refused", "Refused by the recipient"
    LOST = "lost", "Lost"
    RETURNED_TO_SENDER = "returned_to_sender", "Returned to sender"
    NOT_ACCEPTED = "not_accepted", "Not accepted by the carrier"
    CUSTOMS = "customs", "Held by customs"
    NOT_DELIVERED = "not_delivered", "Nobody took it"
    CANCELED = "canceled", "Canceled by the carrier"
    NOT_HANDED_OVER = "not_handed_over", "Moving without a hand-over"
    SILENT = "silent", "Nothing heard"
    SIGNATURE_MISSING = "signature_missing", "Delivered without the signature"
    FOUND = "found", "Found after it was given up"
    OTHER = "other", "Other"


class ExceptionFamily(models.TextChoices):
    """On whose side the trouble lies, and so who is talked to first."""

    CARRIER = "carrier", "Carrier"
    SHIPPER = "shipper", "Shipper (us)"
    CONSIGNEE = "consignee", "Consignee"
    CUSTOMS = "customs", "Customs"
    WEATHER = "weather", "Weather"


class Step(models.TextChoices):
    """What a playbook can offer as a button."""

    ASK_ADDRESS = "ask_address", "Ask the customer for the address"
    CLAIM = "claim", "File a claim with the carrier"
    RESTOCK = "restock", "Book in what came back"
    RESHIP = "reship", "Send it anew"
    REFUND = "refund", "Give the money back"
    CASE = "case", "Open a case by itself"


class RemedyKind(models.TextChoices):
    """What was done for a parcel in trouble; each at most once."""

    RESHIP = "reship", "Sent anew"
    REFUND = "refund", "Money given back"
    ADDRESS_ASKED = "address_asked", "Customer asked for the address"
    NOTHING = "nothing", "Nothing is owed"


# A customer gets the goods or the money, never both.
MADE_GOOD = (RemedyKind.RESHIP, RemedyKind.REFUND)


class ClaimState(models.TextChoices):
    FILED = "filed", "Filed"
    PAID = "paid", "Paid"
    REFUSED = "refused", "Refused"


class BookingState(models.TextChoices):
    REQUESTED = "requested", "Requested"
    BOOKED = "booked", "Booked"
    FAILED = "failed", "Refused"
    UNKNOWN = "unknown", "Outcome unknown"
    CANCELED = "canceled", "Canceled"


# Of a booking whose outcome is unknown nobody may make another: the carrier may have taken it.
LIVE_BOOKINGS = (BookingState.REQUESTED, BookingState.BOOKED, BookingState.UNKNOWN)


class LabelFormat(models.TextChoices):
    PDF = "pdf", "PDF"
    ZPL = "zpl", "ZPL"
