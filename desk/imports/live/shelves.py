"""The building imported goods lie in."""

from functools import lru_cache

from core.actors import Actor
from core.service import service
from desk.people.invent import number_for
from inventory.models import Location, LocationKind, Warehouse
from inventory.services.warehouses import create_warehouse
from orders.intake.reference import forget_reference

CODE = "gifts"
AISLES = "ABCDEFGH"
BAYS = 40


@service
def ensure_import_warehouse(*, actor: Actor) -> int:
    """The key of the gift warehouse with its shelves, opened on first use."""
    found = Warehouse.objects.filter(code=CODE).values_list("id", flat=True).first()
    if found is not None:
        return found
    warehouse = create_warehouse(
        code=CODE, name="Gift warehouse", line1="8 Harbor Way", city="Leeds", postal_code="LS10 1AB", country="GB",
        phone="+441132960001", time_zone="Europe/London", priority=20, actor=actor,
    )  # fmt: skip
    add_shelves(warehouse.pk, aisles=AISLES, bays=BAYS)
    forget_reference()
    return warehouse.pk


def add_shelves(warehouse_id: int, *, aisles: str, bays: int) -> list[Location]:
    """Shelves ``A-01`` … in walking order."""
    return Location.objects.bulk_create(
        Location(
            warehouse_id=warehouse_id, code=f"{aisle}-{bay:02d}", zone=aisle, kind=LocationKind.SHELF,
            pick_sequence=index * bays + bay,
        )
        for index, aisle in enumerate(aisles)
        for bay in range(1, bays + 1)
    )  # fmt: skip


@lru_cache(maxsize=8)
def _shelves(warehouse_id: int) -> tuple[int, ...]:
    shelves = Location.objects.filter(warehouse_id=warehouse_id, kind=LocationKind.SHELF)
    return tuple(shelves.order_by("pick_sequence").values_list("id", flat=True))


def shelf_for(warehouse_id: int, code: str) -> int:
    """The same shelf for the same SKU code, always."""
    shelves = _shelves(warehouse_id)
    return shelves[number_for(f"shelf {code}") % len(shelves)]
