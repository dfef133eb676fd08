"""Where things are in a building."""

from collections.abc import Iterable, Mapping

from inventory.errors import LocationNotFound
from inventory.models import BinStock, Location, LocationKind


def special_location(warehouse_id: int, kind: LocationKind) -> Location:
    """The warehouse's receiving, packing, inspection or quarantine place. Raises LocationNotFound."""
    location = Location.objects.filter(warehouse_id=warehouse_id, kind=kind).order_by("pick_sequence", "pk").first()
    if location is None:
        raise LocationNotFound(
            f"The warehouse has no {LocationKind(kind).label.lower()} location. Add one.",
            warehouse_id=warehouse_id,
            kind=str(kind),
        )
    return location


def special_locations(warehouse_ids: Iterable[int], kind: LocationKind) -> Mapping[int, Location]:
    """The first location of that kind of each warehouse, by warehouse; one query."""
    found = Location.objects.filter(warehouse_id__in=set(warehouse_ids), kind=kind)
    return {location.warehouse_id: location for location in found.order_by("-pick_sequence", "-pk")}


def home_location(warehouse_id: int, sku_id: int) -> Location:
    """Where units of a SKU are put away: its shelf if it has one, the receiving place otherwise."""
    places = home_locations([(sku_id, warehouse_id)])
    return places[sku_id, warehouse_id]


def home_locations(places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Location]:
    """The home location of every (SKU, warehouse): the shelf with most of it, or receiving; two queries.

    Raises LocationNotFound when a warehouse has neither.
    """
    wanted = set(places)
    shelves = (
        BinStock.objects.filter(
            sku_id__in={sku_id for sku_id, _ in wanted},
            location__warehouse_id__in={warehouse_id for _, warehouse_id in wanted},
            location__kind=LocationKind.SHELF,
        )
        .select_related("location")
        .order_by("quantity", "-location_id")
    )
    homes = {(stock.sku_id, stock.location.warehouse_id): stock.location for stock in shelves}
    bare = [place for place in wanted if place not in homes]
    receiving = special_locations((warehouse_id for _, warehouse_id in bare), LocationKind.RECEIVING) if bare else {}
    for sku_id, warehouse_id in bare:
        place = receiving.get(warehouse_id)
        homes[sku_id, warehouse_id] = place or special_location(warehouse_id, LocationKind.RECEIVING)
    return homes
