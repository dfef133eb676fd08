"""Cover placed lines with stock: lock the levels by key, share them out, write it all in one statement.

Stock is taken last, so a hot level is locked for two statements and the commit only.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from catalog.models import Channel, StockPolicy
from core.errors import OmsError
from inventory.models import Warehouse
from orders.errors import RequestRefused
from orders.services.promising import backorder_ships_on, ships_on, supplies_expected
from orders.services.sourcing import LinePlan, OpenLevel, OrderPlan, WantedLine, plan_order
from orders.statuses import FulfillmentStatus

_LOCK = """
SELECT id, sku_id, warehouse_id, on_hand - unavailable - allocated - reserved - backordered, backordered
FROM inventory_stocklevel WHERE sku_id = ANY(%s) AND warehouse_id = ANY(%s)
ORDER BY id FOR NO KEY UPDATE
"""
_MISSING = """
INSERT INTO inventory_stocklevel
    (sku_id, warehouse_id, on_hand, unavailable, allocated, reserved, backordered, shortfall)
SELECT sku_id, %s, 0, 0, 0, 0, 0, 0 FROM unnest(%s::bigint[]) AS v (sku_id)
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
    UPDATE inventory_stocklevel l SET allocated = l.allocated + v.took, backordered = l.backordered + v.owes
    FROM unnest(%(levels)s::bigint[], %(took)s::int[], %(owes)s::int[]) AS v (id, took, owes) WHERE l.id = v.id
), lines AS (
    UPDATE orders_orderline l SET unplaced = l.unplaced - v.allocated - v.backordered,
           allocated = l.allocated + v.allocated, backordered = l.backordered + v.backordered,
           promise_on = v.promise_on, original_promise_on = coalesce(l.original_promise_on, v.promise_on)
    FROM unnest(%(lines)s::bigint[], %(allocated)s::int[], %(backordered)s::int[], %(promises)s::date[])
         AS v (id, allocated, backordered, promise_on)
    WHERE l.id = v.id
), promised AS (
    INSERT INTO orders_promise (line_id, to_on, cause, at)
    SELECT id, promise_on, 'placed', %(now)s
    FROM unnest(%(lines)s::bigint[], %(promises)s::date[]) AS v (id, promise_on)
), decided AS (
    INSERT INTO orders_sourcingdecision (order_id, candidates, reason, decided_at)
    SELECT id, candidates::jsonb, reason, %(now)s
    FROM unnest(%(orders)s::bigint[], %(candidates)s::text[], %(reasons)s::text[]) AS v (id, candidates, reason)
)
UPDATE orders_order o SET promised_on = v.promised_on, fulfillment_status = v.status
FROM unnest(%(orders)s::bigint[], %(order_promises)s::date[], %(statuses)s::text[]) AS v (id, promised_on, status)
WHERE o.id = v.id
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """A placed order whose units need a source. ``order_id`` and lines exist and are locked or new."""

    order_id: int
    channel: Channel
    lines: Sequence[WantedLine]
    transit_days: int
    preorder_on: dict[int, date]
    needs_shipping: bool = True


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


def allocate(wishes: Sequence[Wish], *, warehouses: Sequence[Warehouse], now: datetime) -> dict[int, Covered]:
    """Allocate or backorder every line of every wish, in the order given, inside the caller's transaction.

    Two statements, one more when goods are owed. Raises CannotCover when an order must be refused.
    """
    if not warehouses:
        refusal = RequestRefused("There is no active warehouse to take goods from. Add one.", field="warehouse")
        raise CannotCover({wish.order_id: refusal for wish in wishes})
    sku_ids = sorted({line.sku_id for wish in wishes for line in wish.lines if line.is_tracked})
    levels = _lock_levels(sku_ids, [warehouse.pk for warehouse in warehouses]) if sku_ids else {}
    plans: dict[int, OrderPlan] = {}
    refusals: dict[int, OmsError] = {}
    for wish in wishes:
        may_backorder = wish.channel.stock_policy == StockPolicy.BACKORDER
        try:
            plans[wish.order_id] = plan_order(
                wish.lines, [warehouse.pk for warehouse in warehouses], levels, may_backorder=may_backorder
            )
        except OmsError as refusal:
            refusals[wish.order_id] = refusal
    if refusals:
        raise CannotCover(refusals)
    covered = _with_promises(wishes, plans, {warehouse.pk: warehouse for warehouse in warehouses}, now)
    _apply(covered, now)
    return covered


def _lock_levels(sku_ids: list[int], warehouse_ids: list[int]) -> dict[tuple[int, int], OpenLevel]:
    levels = _read_levels(sku_ids, warehouse_ids)
    unknown = set(sku_ids) - {sku_id for sku_id, _ in levels}
    if unknown:
        with connection.cursor() as cursor:
            cursor.execute(_MISSING, [warehouse_ids[0], sorted(unknown)])
        levels = _read_levels(sku_ids, warehouse_ids)
    return levels


def _read_levels(sku_ids: list[int], warehouse_ids: list[int]) -> dict[tuple[int, int], OpenLevel]:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [sku_ids, warehouse_ids])
        return {(row[1], row[2]): OpenLevel(*row) for row in cursor.fetchall()}


def _with_promises(
    wishes: Sequence[Wish], plans: dict[int, OrderPlan], warehouses: dict[int, Warehouse], now: datetime
) -> dict[int, Covered]:
    owed = [level.sku_id for plan in plans.values() for line in plan.lines for level, _ in line.owed]
    expected = supplies_expected(owed) if owed else {}
    first = next(iter(warehouses.values()))
    ready = {pk: ships_on(warehouse, now) for pk, warehouse in warehouses.items()}

    def promise_of(wish: Wish, plan: LinePlan) -> date:
        days = [ready[level.warehouse_id] for level, _ in plan.taken] or [ready[first.pk]]
        default_days = wish.channel.backorder_days
        for level, _ in plan.owed:
            warehouse = warehouses[level.warehouse_id]
            days.append(
                backorder_ships_on(warehouse, level.sku_id, expected=expected, default_days=default_days, now=now)
            )
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


def _apply(covered: dict[int, Covered], now: datetime) -> None:
    lines = [line for one in covered.values() for line in one.plan.lines]
    taken = [(line.line.line_id, level.id, units) for line in lines for level, units in line.taken]
    owed = [(line.line.line_id, level.id, units) for line in lines for level, units in line.owed]
    touched = {level.id: level for line in lines for level, _ in [*line.taken, *line.owed]}
    promises = {line_id: day for one in covered.values() for line_id, day in one.promises.items()}
    values: dict[str, Any] = {
        "taken_lines": [row[0] for row in taken],
        "taken_levels": [row[1] for row in taken],
        "taken_units": [row[2] for row in taken],
        "owed_lines": [row[0] for row in owed],
        "owed_levels": [row[1] for row in owed],
        "owed_units": [row[2] for row in owed],
        "levels": list(touched),
        "took": [level.took for level in touched.values()],
        "owes": [level.owes for level in touched.values()],
        "lines": [line.line.line_id for line in lines],
        "allocated": [line.allocated for line in lines],
        "backordered": [line.backordered for line in lines],
        "promises": [promises[line.line.line_id] for line in lines],
        "orders": list(covered),
        "candidates": [json.dumps(one.plan.candidates) for one in covered.values()],
        "reasons": [one.plan.reason for one in covered.values()],
        "order_promises": [one.promised_on for one in covered.values()],
        "statuses": [one.status for one in covered.values()],
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_APPLY, values)
