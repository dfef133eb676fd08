from inventory.models.arrival import Arrival, ArrivalLine, ArrivalState
from inventory.models.count import AdjustmentReason, CountState, CycleCount, CycleCountLine
from inventory.models.cutoff import MethodCutoff
from inventory.models.floor import CountRhythm, PickFace, StockClass, StockScan, StockScanKind
from inventory.models.lot import Lot
from inventory.models.movement import MovementKind, StockMovement
from inventory.models.reorder import DeliveryArea, ReorderRule
from inventory.models.reservation import Reservation, ReservationEnd
from inventory.models.stock import BinStock, StockLevel
from inventory.models.supply import Supply, SupplyKind, SupplyLine, SupplyState
from inventory.models.warehouse import Location, LocationKind, Warehouse, WarehouseMember

__all__ = [
    "AdjustmentReason",
    "Arrival",
    "ArrivalLine",
    "ArrivalState",
    "BinStock",
    "CountRhythm",
    "CountState",
    "CycleCount",
    "CycleCountLine",
    "DeliveryArea",
    "Location",
    "LocationKind",
    "Lot",
    "MethodCutoff",
    "MovementKind",
    "PickFace",
    "ReorderRule",
    "Reservation",
    "ReservationEnd",
    "StockClass",
    "StockLevel",
    "StockMovement",
    "StockScan",
    "StockScanKind",
    "Supply",
    "SupplyKind",
    "SupplyLine",
    "SupplyState",
    "Warehouse",
    "WarehouseMember",
]
