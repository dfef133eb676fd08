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
    OTHER = "other", "Other"


class LabelFormat(models.TextChoices):
    PDF = "pdf", "PDF"
    ZPL = "zpl", "ZPL"
