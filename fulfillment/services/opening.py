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
from fulfillment.selectors.kits import Claim, in_whole_kits
from fulfillment.services.reducing import take_out
from fulfillment.statuses import WorkState
from inventory.models import StockLevel, Warehouse
from orders.intake.reference import reference
from orders.locks import lock_lines, lock_order
from orders.models import Allocation, Order, OrderLine
from orders.selectors.rejections import rejected_warehouses
from orders.statuses import OrderState

PRIORITIES = {ServiceLevel.EXPEDITED: 1, ServiceLevel.EXPRESS: 2, ServiceLevel.PICKUP: 3, ServiceLevel.STANDARD: 5}


@service
def open_fulfillment(order_id: int, *, actor: Actor = SYSTEM, now: datetime | None = None) -> list[FulfillmentOrder]:
    """The order's work per warehouse, equal to its allocations; safe to repeat, and after any change of them.

    Work not released yet is extended, else new work is opened. An order that ships complete gets
    none before all its goods are there, and no kit goes to the floor in parts. Units no longer claimed
    are taken out, picked ones excepted; what was released of a kit stays with the floor.
    """
    now = now or timezone.now()
    order = lock_order(order_id)
    lines = lock_lines(order)
    works = live_work_of(order)
    refused = rejected_warehouses(order_id)
    _leave_refusing(works, refused, now=now)
    claims = _claims_of(order, lines) if order.state in (OrderState.CONFIRMED, OrderState.PROCESSING) else {}
    covered: dict[Claim, int] = defaultdict(int)
    for work in works:
        for line in work.lines.all():
            covered[line.order_line_id, line.level_id] += line.due - line.shipped
    surplus = {claim: units - claims.get(claim, 0) for claim, units in covered.items() if units > claims.get(claim, 0)}
    take_out(works, surplus, now=now)
    whole = in_whole_kits(claims, lines, covered)
    _take_parts_out(works, whole, now=now)
    missing = {claim: units - covered[claim] for claim, units in whole.items() if units > covered[claim]}
    waits = order.ship_policy == ShipPolicy.SHIP_COMPLETE and any(line.backordered for line in lines.values())
    if missing and not waits:
        _open(order, works, missing, refused, actor=actor, now=now)
    return live_work_of(order)


def _take_parts_out(works: list[FulfillmentOrder], whole: Mapping[Claim, int], *, now: datetime) -> None:
    """Parts of kits leave work that nobody has begun; their other components wait."""
    waiting = [work for work in works if work.state == WorkState.OPEN]
    begun: dict[Claim, int] = defaultdict(int)
    untouched: dict[Claim, int] = defaultdict(int)
    for work in works:
        for line in work.lines.all():
            counts = untouched if work.state == WorkState.OPEN else begun
            counts[line.order_line_id, line.level_id] += line.due - line.shipped
    beyond = {claim: begun[claim] + units - whole.get(claim, 0) for claim, units in untouched.items()}
    take_out(waiting, {claim: min(units, untouched[claim]) for claim, units in beyond.items() if units > 0}, now=now)


def _leave_refusing(works: list[FulfillmentOrder], refused: set[int], *, now: datetime) -> None:
    """Goods without tracked stock leave unreleased work of a building that refused the order; no claim tells it."""
    leaving = [work for work in works if work.warehouse_id in refused and work.state == WorkState.OPEN]
    units: dict[Claim, int] = defaultdict(int)
    for line in (line for work in leaving for line in work.lines.all() if line.level_id is None and line.due):
        units[line.order_line_id, None] += line.due
    take_out(leaving, units, now=now)


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
    order: Order,
    works: list[FulfillmentOrder],
    missing: Mapping[Claim, int],
    refused: set[int],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    by_warehouse: dict[int, dict[Claim, int]] = defaultdict(dict)
    for claim, warehouse_id in _warehouses_of(order, missing, works, refused).items():
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
    cutoff = cutoff_of(warehouse, now, order.shipping_method_id)
    method = order.shipping_method
    return FulfillmentOrder.objects.create(
        number=number, order=order, warehouse=warehouse, ship_by_on=cutoff.day, late_at=cutoff.at,
        priority=PRIORITIES[ServiceLevel(method.service)] if method else 5,
    )  # fmt: skip


def _warehouses_of(
    order: Order, missing: Mapping[Claim, int], works: list[FulfillmentOrder], refused: set[int]
) -> dict[Claim, int]:
    """Goods without tracked stock go where the rest of the order goes, else to the first warehouse that did not refuse.

    Those that nobody is left for get no work.
    """
    level_ids = {level_id for _, level_id in missing if level_id is not None}
    levels = StockLevel.objects.filter(pk__in=level_ids)
    of_level: dict[int | None, int] = dict(levels.values_list("pk", "warehouse_id"))
    counter = order.pickup_warehouse_id
    known = [counter] if counter else [house.pk for house in reference().warehouses_for(order.channel)]
    homes = [*of_level.values(), *(work.warehouse_id for work in works), *known]
    for home in [pk for pk in homes if pk not in refused][:1]:
        of_level[None] = home
    return {claim: of_level[claim[1]] for claim in missing if claim[1] in of_level}


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
