"""Open a building: every one has a place to receive, pack, inspect and quarantine."""

from datetime import time

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.service import service
from inventory.models import Location, LocationKind, Warehouse

SPECIAL = {
    LocationKind.RECEIVING: "RECEIVING",
    LocationKind.DOCK: "DOCK",
    LocationKind.PACKING: "PACKING",
    LocationKind.INSPECTION: "INSPECTION",
    LocationKind.QUARANTINE: "QUARANTINE",
}


@service
def create_warehouse(
    *,
    code: str,
    name: str,
    line1: str,
    city: str,
    postal_code: str,
    country: str,
    region: str = "",
    phone: str = "",
    time_zone: str = "UTC",
    cutoff_at: time = time(15, 0),
    priority: int = 10,
    is_practice: bool = False,
    actor: Actor,
) -> Warehouse:
    """A new warehouse with its special locations. Raises NotPermitted and InvalidInput for a known code."""
    ensure_may(actor, "inventory.add_warehouse")
    if Warehouse.objects.filter(code=code).exists():
        raise InvalidInput(f"There is already a warehouse with the code {code}. Choose another.", field="code")
    warehouse = Warehouse.objects.create(
        code=code, name=name, line1=line1, city=city, postal_code=postal_code, country=country, region=region,
        phone=phone, time_zone=time_zone, cutoff_at=cutoff_at, priority=priority, is_practice=is_practice,
    )  # fmt: skip
    ensure_special_locations(warehouse_id=warehouse.pk)
    return warehouse


@service
def ensure_special_locations(*, warehouse_id: int) -> None:
    """Make the special locations that the warehouse lacks; harmless to repeat."""
    there = set(Location.objects.filter(warehouse_id=warehouse_id).values_list("kind", flat=True))
    Location.objects.bulk_create(
        (
            Location(warehouse_id=warehouse_id, code=code, kind=kind)
            for kind, code in SPECIAL.items()
            if kind not in there
        ),
        ignore_conflicts=True,
    )


@service
def add_location(
    *,
    warehouse_id: int,
    code: str,
    zone: str = "",
    kind: LocationKind = LocationKind.SHELF,
    pick_sequence: int = 0,
    actor: Actor,
) -> Location:
    """A new place in the building. Raises NotPermitted and InvalidInput for a known code."""
    ensure_may(actor, "inventory.add_location")
    if Location.objects.filter(warehouse_id=warehouse_id, code=code).exists():
        raise InvalidInput(f"The warehouse has a location {code} already. Choose another code.", field="code")
    return Location.objects.create(
        warehouse_id=warehouse_id, code=code, zone=zone, kind=kind, pick_sequence=pick_sequence
    )


def special_place(warehouse_id: int, kind: LocationKind) -> Location:
    """The warehouse's place of that kind, made when somebody opened the building without it."""
    places = Location.objects.filter(warehouse_id=warehouse_id, kind=kind).order_by("pick_sequence", "pk")
    found = places.first()
    if found is None:
        ensure_special_locations(warehouse_id=warehouse_id)
        found = places.get()
    return found
