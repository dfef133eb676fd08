"""What a channel can promise of its goods, and what its shop holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Stock:
    """Units that can be had of a SKU now (None: any number) and those that come later, by day."""

    available: int | None
    coming: Mapping[date, int]
    may_wait: bool
    preorder_on: date | None


def availability_answer(*, codes: Sequence[str], channel: Channel, now: datetime) -> dict[str, Any]:
    """What can be had of each SKU in the channel's buildings, of a kit by its components, and when more comes.

    Four queries.
    """
    wanted, kits = list(dict.fromkeys(codes)), reference().kits
    read = {*wanted, *(part for code in wanted for part, _ in kits.get(code, ()))}
    known = {code: sku for code, sku in skus_by_code(sorted(read), [channel.pk], now).items() if sku.is_active}
    sold = [code for code in wanted if code in known and all(part in known for part, _ in kits.get(code, ()))]
    levels = availability(sku.id for sku in known.values())
    expected = supplies_expected(sku.id for sku in known.values())
    houses = {house.pk for house in reference().warehouses_for(channel)}
    stocks = {
        code: _stock(sku, [one for one in levels[sku.id] if one.warehouse_id in houses], expected, channel)
        for code, sku in known.items()
    }
    for code in sold:
        if code in kits:
            stocks[code] = _kits_of([(stocks[part], units) for part, units in kits[code]])
    return {
        "skus": [_available(known[code], stocks[code], channel) for code in sold],
        "unknown": [code for code in wanted if code not in sold],
    }


def _stock(sku: SkuFacts, levels: Sequence[Availability], expected: Expected, channel: Channel) -> Stock:
    if not (sku.track_stock and sku.needs_shipping):
        return Stock(None, {}, True, sku.preorder_ships_on)
    coming: dict[date, int] = {}
    for level in levels:
        for day, units in _free(level, expected):
            coming[day] = coming.get(day, 0) + units
    may_wait = channel.stock_policy == StockPolicy.BACKORDER and sku.backorder_limit != 0
    return Stock(sum(max(0, level.available) for level in levels), coming, may_wait, sku.preorder_ships_on)


def _kits_of(parts: Sequence[tuple[Stock, int]]) -> Stock:
    """Whole kits: as many as the scarcest component makes, now and with each day's goods."""
    counted = [(stock, units) for stock, units in parts if stock.available is not None]
    preorders = [stock.preorder_on for stock, _ in parts if stock.preorder_on]
    may_wait, preorder_on = all(stock.may_wait for stock, _ in parts), max(preorders, default=None)
    if not counted:
        return Stock(None, {}, may_wait, preorder_on)

    def by(day: date) -> int:
        return min(
            ((stock.available or 0) + sum(count for on, count in stock.coming.items() if on <= day)) // units
            for stock, units in counted
        )

    now = min((stock.available or 0) // units for stock, units in counted)
    reached, coming = now, {}
    for day in sorted({on for stock, _ in counted for on in stock.coming}):
        if by(day) > reached:
            coming[day] = by(day) - reached
            reached = by(day)
    return Stock(now, coming, may_wait, preorder_on)


def _available(sku: SkuFacts, stock: Stock, channel: Channel) -> dict[str, Any]:
    return {
        "sku": sku.code,
        "name": sku.name,
        "is_tracked": stock.available is not None,
        "available": stock.available,
        "may_backorder": stock.may_wait,
        "preorder_ships_on": stock.preorder_on,
        "unit_price": sku.prices.get(channel.pk),
        "currency": channel.currency,
        "expected": [{"on": day, "units": stock.coming[day]} for day in sorted(stock.coming)[:DAYS_SHOWN]],
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
