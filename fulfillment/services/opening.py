"""Make the floor's work equal what the order's stock claims say: open what is missing, take out what fell."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from catalog.models import ServiceLevel, ShipPolicy
from core.actors import SYSTEM, Actor
from core.events import Publication, publish_many
from core.numbers import next_numbers
from core.service import service
from fulfillment.events import WorkOpened
from fulfillment.locks import live_work_of
from fulfillment.models import FulfillmentLine, FulfillmentOrder
from fulfillment.selectors.cutoff import cutoff_of
from fulfillment.services.reducing import take_out
from fulfillment.statuses import WorkState
from inventory.models import StockLevel, Warehouse
from orders.locks import lock_lines, lock_order
from orders.models import Allocation, Order, OrderLine
from orders.statuses import OrderState

Claim = tuple[int, int | None]  # order line, stock level (none: stock is not tracked)
PRIORITIES = {ServiceLevel.EXPEDITED: 1, ServiceLevel.EXPRESS: 2, ServiceLevel.PICKUP: 3, ServiceLevel.STANDARD: 5}


@service
def open_fulfillment(order_id: int, *, actor: Actor = SYSTEM, now: datetime | None = None) -> list[FulfillmentOrder]:
    """The order's work per warehouse, equal to its allocations; safe to repeat, and after any change of them.

    Work not released yet is extended, else new work is opened. An order that ships complete gets
    none before all its goods are there. Units no longer claimed are taken out, picked ones excepted.
    """
    now = now or timezone.now()
    order = lock_order(order_id)
    lines = lock_lines(order)
    works = live_work_of(order)
    claims = _claims_of(order, lines) if order.state in (OrderState.CONFIRMED, OrderState.PROCESSING) else {}
    covered: dict[Claim, int] = defaultdict(int)
    for work in works:
        for line in work.lines.all():
            covered[line.order_line_id, line.level_id] += line.due - line.shipped
    surplus = {claim: units - claims.get(claim, 0) for claim, units in covered.items() if units > claims.get(claim, 0)}
    take_out(works, surplus, now=now)
    missing = {claim: units - covered[claim] for claim, units in claims.items() if units > covered[claim]}
    waits = order.ship_policy == ShipPolicy.SHIP_COMPLETE and any(line.backordered for line in lines.values())
    if missing and not waits:
        _open(order, works, missing, actor=actor, now=now)
    return live_work_of(order)


def _claims_of(order: Order, lines: Mapping[int, OrderLine]) -> dict[Claim, int]:
    """Units that lie in stock for each line, by level."""
    claims: dict[Claim, int] = {}
    for claim in Allocation.objects.filter(line__order=order, quantity__gt=0):
        if lines[claim.line_id].needs_shipping:
            claims[claim.line_id, claim.level_id] = claim.quantity
    for line in lines.values():
        if line.needs_shipping and not line.track_stock and line.allocated:
            claims[line.pk, None] = line.allocated
    return claims


def _open(
    order: Order, works: list[FulfillmentOrder], missing: Mapping[Claim, int], *, actor: Actor, now: datetime
) -> None:
    by_warehouse: dict[int, dict[Claim, int]] = defaultdict(dict)
    for claim, warehouse_id in _warehouses_of(order, missing, works).items():
        by_warehouse[warehouse_id][claim] = missing[claim]
    there = {work.warehouse_id: work for work in works if work.state == WorkState.OPEN}
    new = [pk for pk in sorted(by_warehouse) if pk not in there]
    warehouses = Warehouse.objects.in_bulk(new)
    for pk, number in zip(new, next_numbers("fulfillment", len(new)) if new else [], strict=True):
        there[pk] = _new_work(order, warehouses[pk], number, now)
    for warehouse_id, claims in by_warehouse.items():
        _add_lines(there[warehouse_id], claims)
    publish_many(
        Publication(fact=WorkOpened(order_id=order.pk, fulfillment_order_id=there[pk].pk), actor=actor) for pk in new
    )


def _new_work(order: Order, warehouse: Warehouse, number: str, now: datetime) -> FulfillmentOrder:
    cutoff = cutoff_of(warehouse, now)
    method = order.shipping_method
    return FulfillmentOrder.objects.create(
        number=number, order=order, warehouse=warehouse, ship_by_on=cutoff.day, late_at=cutoff.at,
        priority=PRIORITIES[ServiceLevel(method.service)] if method else 5,
    )  # fmt: skip


def _warehouses_of(order: Order, missing: Mapping[Claim, int], works: list[FulfillmentOrder]) -> dict[Claim, int]:
    """Goods without tracked stock go where the rest of the order goes, else to the first warehouse."""
    level_ids = {level_id for _, level_id in missing if level_id is not None}
    of_level = dict(StockLevel.objects.filter(pk__in=level_ids).values_list("pk", "warehouse_id"))
    homes = [*of_level.values(), *(work.warehouse_id for work in works)]
    if not homes and order.pickup_warehouse_id is not None:
        homes = [order.pickup_warehouse_id]
    if not homes:
        homes = list(Warehouse.objects.filter(is_active=True).values_list("pk", flat=True)[:1])
    return {claim: of_level[claim[1]] if claim[1] is not None else homes[0] for claim in missing}


def _add_lines(work: FulfillmentOrder, claims: Mapping[Claim, int]) -> None:
    there = {(line.order_line_id, line.level_id): line for line in work.lines.all()}
    grown = [claim for claim in claims if claim in there]
    for claim in grown:
        there[claim].quantity += claims[claim]
    FulfillmentLine.objects.bulk_update([there[claim] for claim in grown], ["quantity"])
    FulfillmentLine.objects.bulk_create(
        FulfillmentLine(fulfillment_order=work, order_line_id=line_id, level_id=level_id, quantity=units)
        for (line_id, level_id), units in claims.items()
        if (line_id, level_id) not in there
    )
