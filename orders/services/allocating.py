"""Cover placed lines with stock: lock the levels by key, share them out, write it all in one statement.

Stock is taken last, so a hot level is locked for two statements and the commit only. Before an order
is refused or made to wait, reservations that are past their time are freed and all is tried once more.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from core.errors import OmsError
from inventory.models import Warehouse
from inventory.services.expiring import free_expired
from orders.errors import RequestRefused
from orders.services.holdings import held_for, use_reservations
from orders.services.promising import backorder_ships_on, ships_on, supplies_expected
from orders.services.sourcing import LinePlan, OpenLevel, OrderPlan, plan_order
from orders.services.wishes import Occasion, Wish
from orders.statuses import FulfillmentStatus

_LOCK = """
SELECT id, sku_id, warehouse_id, on_hand - unavailable - allocated - reserved - backordered, backordered,
       on_hand - unavailable - allocated
FROM inventory_stocklevel WHERE sku_id = ANY(%s) AND warehouse_id = ANY(%s)
ORDER BY id FOR NO KEY UPDATE
"""
_LOOK = """
SELECT l.id, l.sku_id, l.warehouse_id,
       l.on_hand - l.unavailable - l.allocated - l.reserved - l.backordered + coalesce(past.units, 0), l.backordered,
       l.on_hand - l.unavailable - l.allocated
FROM inventory_stocklevel l LEFT JOIN LATERAL (
    SELECT sum(r.quantity)::int AS units FROM inventory_reservation r
    WHERE r.level_id = l.id AND r.ended_at IS NULL AND r.expires_at <= %(now)s
) past ON true
WHERE l.sku_id = ANY(%(skus)s) AND l.warehouse_id = ANY(%(warehouses)s)
"""
_MISSING = """
INSERT INTO inventory_stocklevel
    (sku_id, warehouse_id, on_hand, unavailable, allocated, reserved, backordered, shortfall)
SELECT sku_id, warehouse_id, 0, 0, 0, 0, 0, 0
FROM unnest(%s::bigint[]) AS s (sku_id), unnest(%s::bigint[]) AS w (warehouse_id)
ON CONFLICT (sku_id, warehouse_id) DO NOTHING
"""
_APPLY = """
WITH taken AS (
    INSERT INTO orders_allocation (line_id, level_id, quantity)
    SELECT * FROM unnest(%(taken_lines)s::bigint[], %(taken_levels)s::bigint[], %(taken_units)s::int[])
    ON CONFLICT (line_id, level_id) DO UPDATE SET quantity = orders_allocation.quantity + excluded.quantity
), owed AS (
    INSERT INTO orders_backorder (line_id, level_id, quantity)
    SELECT * FROM unnest(%(owed_lines)s::bigint[], %(owed_levels)s::bigint[], %(owed_units)s::int[])
    ON CONFLICT (line_id, level_id) DO UPDATE SET quantity = orders_backorder.quantity + excluded.quantity
), levels AS (
    UPDATE inventory_stocklevel l SET allocated = l.allocated + v.took, backordered = l.backordered + v.owes,
           reserved = l.reserved - v.freed
    FROM unnest(%(levels)s::bigint[], %(took)s::int[], %(owes)s::int[], %(freed)s::int[]) AS v (id, took, owes, freed)
    WHERE l.id = v.id
), lines AS (
    UPDATE orders_orderline l SET unplaced = l.unplaced - v.allocated - v.backordered,
           allocated = l.allocated + v.allocated, backordered = l.backordered + v.backordered,
           promise_on = CASE WHEN %(keeps)s THEN greatest(l.promise_on, v.promise_on) ELSE v.promise_on END,
           original_promise_on = coalesce(l.original_promise_on, v.promise_on)
    FROM unnest(%(lines)s::bigint[], %(allocated)s::int[], %(backordered)s::int[], %(promises)s::date[])
         AS v (id, allocated, backordered, promise_on)
    WHERE l.id = v.id
), promised AS (
    INSERT INTO orders_promise (line_id, from_on, to_on, cause, at)
    SELECT v.id, l.promise_on, v.promise_on, %(cause)s, %(now)s
    FROM unnest(%(lines)s::bigint[], %(promises)s::date[]) AS v (id, promise_on)
    JOIN orders_orderline l ON l.id = v.id
    WHERE l.promise_on IS DISTINCT FROM v.promise_on AND (NOT %(keeps)s OR v.promise_on > l.promise_on)
), decided AS (
    INSERT INTO orders_sourcingdecision (order_id, candidates, reason, rejected_warehouse_id, decided_at)
    SELECT id, candidates::jsonb, reason, %(rejected)s::bigint, %(now)s
    FROM unnest(%(orders)s::bigint[], %(candidates)s::text[], %(reasons)s::text[]) AS v (id, candidates, reason)
)
UPDATE orders_order o SET promised_on = v.promised_on, fulfillment_status = v.status
FROM unnest(%(orders)s::bigint[], %(order_promises)s::date[], %(statuses)s::text[]) AS v (id, promised_on, status)
WHERE o.id = v.id
"""


class CannotCover(OmsError):
    """Some orders of a batch could not be covered; ``refusals`` by order key. Everything is undone."""

    code = "cannot_cover"

    def __init__(self, refusals: Mapping[int, OmsError]) -> None:
        super().__init__(f"{len(refusals)} orders cannot be covered.")
        self.refusals = refusals


@dataclass(frozen=True, slots=True)
class Covered:
    """What one order got."""

    plan: OrderPlan
    promises: dict[int, date]
    status: str

    @property
    def promised_on(self) -> date | None:
        return max(self.promises.values(), default=None)


PLACED = Occasion()
Levels = dict[tuple[int, int], OpenLevel]


def allocate(
    wishes: Sequence[Wish], *, warehouses: Sequence[Warehouse], now: datetime, occasion: Occasion = PLACED
) -> dict[int, Covered]:
    """Allocate or backorder every line of every wish, in the order given, inside the caller's transaction.

    Two statements; one more when goods are owed, two more when a reservation is used, one or two more when
    something would have to be refused. Raises CannotCover when an order must be refused.
    """
    if not warehouses:
        refusal = RequestRefused("There is no active warehouse to take goods from. Add one.", field="warehouse")
        raise CannotCover({wish.order_id: refusal for wish in wishes})
    sku_ids = sorted({line.sku_id for wish in wishes for line in wish.lines if line.is_tracked})
    every = any(wish.policy.max_sources is not None for wish in wishes)
    levels = _lock_levels(sku_ids, [warehouse.pk for warehouse in warehouses], every=every) if sku_ids else {}
    plans, refusals, held = _plan(wishes, levels)
    if (refusals or _owes(plans)) and (freed := free_expired([level.id for level in levels.values()], now=now)):
        for level in levels.values():
            level.forget()
            level.available += freed.get(level.id, 0)
        plans, refusals, held = _plan(wishes, levels)
    if refusals:
        raise CannotCover(refusals)
    covered = _with_promises(wishes, plans, {warehouse.pk: warehouse for warehouse in warehouses}, now)
    _apply(covered, levels, occasion, now)
    use_reservations(wishes, held, now=now)
    return covered


def foresee(wish: Wish, *, warehouses: Sequence[Warehouse], now: datetime) -> Covered:
    """What ``allocate`` would decide for the wish now; nothing is locked or written.

    Two statements, three when goods are owed, one more with a reservation. Raises what would be refused.
    """
    if not warehouses:
        raise RequestRefused("There is no active warehouse to take goods from. Add one.", field="warehouse")
    levels = _levels_as_they_are(wish, [warehouse.pk for warehouse in warehouses], now)
    plans, refusals, _ = _plan([wish], levels)
    for refusal in refusals.values():
        raise refusal
    return _with_promises([wish], plans, {warehouse.pk: warehouse for warehouse in warehouses}, now)[wish.order_id]


def _levels_as_they_are(wish: Wish, warehouse_ids: list[int], now: datetime) -> Levels:
    """The levels as placing would find or make them: without reservations past their time."""
    sku_ids = sorted({line.sku_id for line in wish.lines if line.is_tracked})
    levels: Levels = {}
    if sku_ids:
        with connection.cursor() as cursor:
            cursor.execute(_LOOK, {"skus": sku_ids, "warehouses": warehouse_ids, "now": now})
            levels = {(row[1], row[2]): OpenLevel(*row) for row in cursor.fetchall()}
    known = {sku_id for sku_id, _ in levels}
    is_whole = wish.policy.max_sources is not None
    made = [
        (sku_id, warehouse_id)
        for sku_id in sku_ids
        for warehouse_id in (warehouse_ids if is_whole else warehouse_ids[: sku_id not in known])
    ]
    for place, (sku_id, warehouse_id) in enumerate(made, start=1):
        levels.setdefault((sku_id, warehouse_id), OpenLevel(-place, sku_id, warehouse_id, 0, 0, 0))
    return levels


def _plan(
    wishes: Sequence[Wish], levels: Levels
) -> tuple[dict[int, OrderPlan], dict[int, OmsError], dict[int, dict[int, int]]]:
    """Plans and refusals by order, and the units each order had reserved, by level."""
    held = held_for(wishes, levels)
    plans: dict[int, OrderPlan] = {}
    refusals: dict[int, OmsError] = {}
    for wish in wishes:
        try:
            plans[wish.order_id] = plan_order(
                wish.lines, wish.sources, levels, may_backorder=wish.may_backorder, policy=wish.policy,
                held=held.get(wish.order_id),
            )  # fmt: skip
        except OmsError as refusal:
            refusals[wish.order_id] = refusal
    return plans, refusals, held


def _owes(plans: dict[int, OrderPlan]) -> bool:
    return any(line.owed for plan in plans.values() for line in plan.lines)


def _lock_levels(sku_ids: list[int], warehouse_ids: list[int], *, every: bool) -> Levels:
    """The levels by (SKU, warehouse), locked; a SKU without any gets one at the first warehouse.

    With ``every`` it gets one at each: an order that may not be split waits where the rest of it is.
    """
    levels = _read_levels(sku_ids, warehouse_ids)
    known = {sku_id for sku_id, _ in levels}
    unknown = sorted(set(sku_ids) - known)
    lacks_some = every and len(levels) < len(sku_ids) * len(warehouse_ids)
    if unknown or lacks_some:
        with connection.cursor() as cursor:
            cursor.execute(_MISSING, [sku_ids, warehouse_ids] if lacks_some else [unknown, warehouse_ids[:1]])
        levels = _read_levels(sku_ids, warehouse_ids)
    return levels


def _read_levels(sku_ids: list[int], warehouse_ids: list[int]) -> Levels:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [sku_ids, warehouse_ids])
        return {(row[1], row[2]): OpenLevel(*row) for row in cursor.fetchall()}


def _with_promises(
    wishes: Sequence[Wish], plans: dict[int, OrderPlan], warehouses: dict[int, Warehouse], now: datetime
) -> dict[int, Covered]:
    owed = [level.sku_id for plan in plans.values() for line in plan.lines for level, _ in line.owed]
    expected = supplies_expected(owed) if owed else {}
    first = next(iter(warehouses.values()))
    queued = {level.id: level.backordered for plan in plans.values() for line in plan.lines for level, _ in line.owed}
    methods = {wish.method_id for wish in wishes}
    ready = {(pk, method): ships_on(house, now, method) for pk, house in warehouses.items() for method in methods}

    def promise_of(wish: Wish, plan: LinePlan) -> date:
        method = wish.method_id
        days = [ready[level.warehouse_id, method] for level, _ in plan.taken] or [ready[first.pk, method]]
        default_days = wish.channel.backorder_days
        for level, units in plan.owed:
            queued[level.id] += units
            days.append(
                backorder_ships_on(
                    warehouses[level.warehouse_id], level.sku_id, position=queued[level.id], expected=expected,
                    default_days=default_days, now=now,
                )
            )  # fmt: skip
        if plan.line.line_id in wish.preorder_on:
            days.append(wish.preorder_on[plan.line.line_id])
        return max(days) + timedelta(days=wish.transit_days)

    return {
        wish.order_id: Covered(
            plan=plans[wish.order_id],
            promises={plan.line.line_id: promise_of(wish, plan) for plan in plans[wish.order_id].lines},
            status=_status(wish, plans[wish.order_id]),
        )
        for wish in wishes
    }


def _status(wish: Wish, plan: OrderPlan) -> str:
    if not wish.needs_shipping:
        return FulfillmentStatus.NOT_REQUIRED
    is_owed = any(line.backordered for line in plan.lines)
    return FulfillmentStatus.BACKORDERED if is_owed else FulfillmentStatus.UNFULFILLED


def _apply(covered: dict[int, Covered], levels: Levels, occasion: Occasion, now: datetime) -> None:
    lines = [line for one in covered.values() for line in one.plan.lines]
    taken = [(line.line.line_id, level.id, units) for line in lines for level, units in line.taken]
    owed = [(line.line.line_id, level.id, units) for line in lines for level, units in line.owed]
    touched = [level for level in levels.values() if level.took or level.owes or level.freed]
    promises = {line_id: day for one in covered.values() for line_id, day in one.promises.items()}
    values: dict[str, Any] = {
        "taken_lines": [row[0] for row in taken],
        "taken_levels": [row[1] for row in taken],
        "taken_units": [row[2] for row in taken],
        "owed_lines": [row[0] for row in owed],
        "owed_levels": [row[1] for row in owed],
        "owed_units": [row[2] for row in owed],
        "levels": [level.id for level in touched],
        "took": [level.took for level in touched],
        "owes": [level.owes for level in touched],
        "freed": [level.freed for level in touched],
        "lines": [line.line.line_id for line in lines],
        "allocated": [line.allocated for line in lines],
        "backordered": [line.backordered for line in lines],
        "promises": [promises[line.line.line_id] for line in lines],
        "orders": list(covered),
        "candidates": [json.dumps(one.plan.candidates) for one in covered.values()],
        "reasons": [one.plan.reason for one in covered.values()],
        "order_promises": [one.promised_on for one in covered.values()],
        "statuses": [one.status for one in covered.values()],
        "cause": str(occasion.cause),
        "keeps": occasion.keeps_later,
        "rejected": occasion.rejected_warehouse_id,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_APPLY, values)
