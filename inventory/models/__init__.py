from inventory.models.movement import MovementKind, StockMovement
from inventory.models.stock import BinStock, StockLevel
from inventory.models.supply import Supply, SupplyLine, SupplyState
from inventory.models.warehouse import Location, LocationKind, Warehouse, WarehouseMember

__all__ = [
    "BinStock",
    "Location",
    "LocationKind",
    "MovementKind",
    "StockLevel",
    "StockMovement",
    "Supply",
    "SupplyLine",
    "SupplyState",
    "Warehouse",
    "WarehouseMember",
]
