from inventory.models.advice import (
    AdviceAct,
    AdviceDecision,
    AdviceStatus,
    DemandForecast,
    LeadSource,
    ReplenishmentAdvice,
)
from inventory.models.arrival import Arrival, ArrivalLine, ArrivalState
from inventory.models.count import AdjustmentReason, CountState, CycleCount, CycleCountLine
from inventory.models.cutoff import MethodCutoff
from inventory.models.floor import CountRhythm, PickFace, StockClass, StockScan, StockScanKind
from inventory.models.lot import Lot
from inventory.models.movement import MovementKind, StockMovement
from inventory.models.planning import OPEN_RUNS, DemandClass, ForecastRun, PlanningPolicy, RunState
from inventory.models.reorder import DeliveryArea, ReorderRule
from inventory.models.reservation import Reservation, ReservationEnd
from inventory.models.stock import BinStock, StockLevel
from inventory.models.supply import Supply, SupplyKind, SupplyLine, SupplyState
from inventory.models.warehouse import Location, LocationKind, Warehouse, WarehouseMember

__all__ = [
    "OPEN_RUNS",
    "AdjustmentReason",
    "AdviceAct",
    "AdviceDecision",
    "AdviceStatus",
    "Arrival",
    "ArrivalLine",
    "ArrivalState",
    "BinStock",
    "CountRhythm",
    "CountState",
    "CycleCount",
    "CycleCountLine",
    "DeliveryArea",
    "DemandClass",
    "DemandForecast",
    "ForecastRun",
    "LeadSource",
    "Location",
    "LocationKind",
    "Lot",
    "MethodCutoff",
    "MovementKind",
    "PickFace",
    "PlanningPolicy",
    "ReorderRule",
    "ReplenishmentAdvice",
    "Reservation",
    "ReservationEnd",
    "RunState",
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
