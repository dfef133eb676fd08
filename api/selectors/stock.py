"""What a channel can promise of its goods, and what its shop holds."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from catalog.models import Channel, StockPolicy
from inventory.errors import ReservationNotFound
from inventory.models import Reservation
from inventory.selectors.availability import Availability, availability
from orders.intake.reference import reference
from orders.intake.resolving import SkuFacts, skus_by_code
from orders.services.promising import Expected, supplies_expected

DAYS_SHOWN = 5


def availability_answer(*, codes: Sequence[str], channel: Channel, now: datetime) -> dict[str, Any]:
    """What can be had of each SKU in the channel's buildings, and when more comes; four queries."""
    wanted = list(dict.fromkeys(codes))
    known = {code: sku for code, sku in skus_by_code(wanted, [channel.pk], now).items() if sku.is_active}
    levels = availability(sku.id for sku in known.values())
    expected = supplies_expected(sku.id for sku in known.values())
    houses = {house.pk for house in reference().warehouses_for(channel)}
    return {
        "skus": [
            _available(known[code], [one for one in levels[known[code].id] if one.warehouse_id in houses],
                       expected, channel)
            for code in wanted if code in known
        ],
        "unknown": [code for code in wanted if code not in known],
    }  # fmt: skip


def _available(sku: SkuFacts, levels: Sequence[Availability], expected: Expected, channel: Channel) -> dict[str, Any]:
    is_tracked = sku.track_stock and sku.needs_shipping
    may_wait = channel.stock_policy == StockPolicy.BACKORDER and sku.backorder_limit != 0
    coming: dict[date, int] = {}
    for level in levels if is_tracked else ():
        for day, units in _free(level, expected):
            coming[day] = coming.get(day, 0) + units
    return {
        "sku": sku.code,
        "name": sku.name,
        "is_tracked": is_tracked,
        "available": sum(max(0, level.available) for level in levels) if is_tracked else None,
        "may_backorder": may_wait or not is_tracked,
        "preorder_ships_on": sku.preorder_ships_on,
        "unit_price": sku.prices.get(channel.pk),
        "currency": channel.currency,
        "expected": [{"on": day, "units": coming[day]} for day in sorted(coming)[:DAYS_SHOWN]],
    }


def _free(level: Availability, expected: Expected) -> list[tuple[date, int]]:
    """Units on their way that nobody waits for: the queue comes first."""
    owed = max(0, -level.available)
    free = []
    for day, units in expected.get((level.sku_id, level.warehouse_id), ()):
        served = min(owed, units)
        owed -= served
        if units > served:
            free.append((day, units - served))
    return free


def reservation_answer(*, token: str) -> dict[str, Any]:
    """What the token holds or held, by SKU; one query. Raises ReservationNotFound once it is forgotten."""
    rows = list(Reservation.objects.filter(token=token).select_related("level__sku").order_by("pk"))
    if not rows:
        raise ReservationNotFound("That reservation ended long ago and is forgotten. Reserve anew with another key.")
    units: dict[str, int] = {}
    for row in rows:
        units[row.level.sku.code] = units.get(row.level.sku.code, 0) + row.quantity
    return {
        "token": token,
        "expires_at": rows[0].expires_at,
        "is_active": any(row.ended_at is None for row in rows),
        "lines": [{"sku": code, "quantity": count} for code, count in units.items()],
    }
