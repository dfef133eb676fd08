"""The words of the floor, and the groups of them that belong together."""

from django.db import models


class WorkState(models.TextChoices):
    OPEN = "open", "To release"
    RELEASED = "released", "Released"
    PICKING = "picking", "Being picked"
    PICKED = "picked", "To pack"
    PACKING = "packing", "Being packed"
    PACKED = "packed", "Packed"
    SHIPPED = "shipped", "Shipped"
    READY_FOR_PICKUP = "ready_for_pickup", "Ready for pickup"
    COLLECTED = "collected", "Collected"
    REJECTED = "rejected", "Rejected"
    CANCEL_REQUESTED = "cancel_requested", "Cancel requested"
    CANCELED = "canceled", "Canceled"


class PickedGoods(models.TextChoices):
    """What becomes of picked units whose order is called off."""

    RESTOCK = "restock", "Back on their shelves"
    QUARANTINE = "quarantine", "To quarantine"
    SCRAP = "scrap", "Thrown away"


class SuggestedBy(models.TextChoices):
    """What the suggestion of a box rests on."""

    NOTHING = "", "Nothing"
    MEASURES = "measures", "Measures"
    WEIGHT = "weight", "Weight alone"


class BatchState(models.TextChoices):
    DRAFT = "draft", "Draft"
    RELEASED = "released", "Released"
    IN_PROGRESS = "in_progress", "In progress"
    DONE = "done", "Done"
    CANCELED = "canceled", "Canceled"


class BatchKind(models.TextChoices):
    """How works are put on one walk."""

    CLUSTER = "cluster", "Many orders, a tote each"
    SINGLE_ORDER = "single_order", "One order each"
    SINGLE_ITEM = "single_item", "Orders of one product, one tote"
    ZONE = "zone", "By zone, orders meet at the bench"


class WaveState(models.TextChoices):
    PLANNED = "planned", "Planned"
    RELEASED = "released", "Released"
    CANCELED = "canceled", "Canceled"


class TaskState(models.TextChoices):
    OPEN = "open", "Open"
    ASSIGNED = "assigned", "Assigned"
    PICKED = "picked", "Picked"
    SHORT = "short", "Short"
    SKIPPED = "skipped", "Skipped"
    CANCELED = "canceled", "Canceled"


class ParcelState(models.TextChoices):
    PACKING = "packing", "Packing"
    PACKED = "packed", "Packed"
    LABEL_FAILED = "label_failed", "Label failed"
    LABELED = "labeled", "Labeled"
    MANIFESTED = "manifested", "Manifested"
    SHIPPED = "shipped", "Shipped"
    DELIVERED = "delivered", "Delivered"
    LOST = "lost", "Lost"
    RETURNED_TO_SENDER = "returned_to_sender", "Returned to sender"
    CANCELED = "canceled", "Canceled"


ON_THE_FLOOR = (WorkState.RELEASED, WorkState.PICKING, WorkState.PICKED, WorkState.PACKING, WorkState.PACKED)
LIVE_WORK = (WorkState.OPEN, *ON_THE_FLOOR, WorkState.CANCEL_REQUESTED, WorkState.READY_FOR_PICKUP)
LIVE_TASKS = (TaskState.OPEN, TaskState.ASSIGNED, TaskState.SKIPPED)
LIVE_BATCHES = (BatchState.DRAFT, BatchState.RELEASED, BatchState.IN_PROGRESS)
IN_THE_HOUSE = (
    ParcelState.PACKING, ParcelState.PACKED, ParcelState.LABEL_FAILED, ParcelState.LABELED, ParcelState.MANIFESTED,
)  # fmt: skip
ON_THE_ROAD = (ParcelState.SHIPPED, ParcelState.DELIVERED, ParcelState.LOST, ParcelState.RETURNED_TO_SENDER)
# With the carrier, or on the list of a truck: its label is used.
HANDED_OVER = (ParcelState.MANIFESTED, *ON_THE_ROAD)


class Paper(models.TextChoices):
    """What the floor prints."""

    PICK_LIST = "pick_list", "Pick list"
    PACKING_SLIP = "packing_slip", "Packing slip"
    LABEL = "label", "Label"
    LABEL_ZPL = "label_zpl", "Label as ZPL"
    PARCEL_LABEL = "parcel_label", "Our own label"
    INVOICE = "invoice", "Commercial invoice"
    CN22 = "cn22", "CN 22"
