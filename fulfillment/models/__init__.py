from fulfillment.models.parcel import Packaging, Parcel, ParcelItem
from fulfillment.models.photo import ParcelPhoto
from fulfillment.models.picking import PickBatch, PickTask, ShortPick, ShortReason
from fulfillment.models.pickup import Pickup
from fulfillment.models.print import PaperPrint
from fulfillment.models.scan import Scan, ScanKind
from fulfillment.models.wave import BatchLimits, Wave
from fulfillment.models.work import FulfillmentLine, FulfillmentOrder

__all__ = [
    "BatchLimits",
    "FulfillmentLine",
    "FulfillmentOrder",
    "Packaging",
    "PaperPrint",
    "Parcel",
    "ParcelItem",
    "ParcelPhoto",
    "PickBatch",
    "PickTask",
    "Pickup",
    "Scan",
    "ScanKind",
    "ShortPick",
    "ShortReason",
    "Wave",
]
