"""Wishes of orders that exist already: a draft to be placed, an order that lives again."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from operator import attrgetter

from inventory.models import Warehouse
from orders.intake.reference import reference
from orders.models import Order, OrderLine
from orders.services.allocating import PLACED, CannotCover, allocate
from orders.services.promising import transit_days
from orders.services.rules import ONE_COUNTER, policy_of, sources_of
from orders.services.sourcing import WantedLine
from orders.services.wishes import Occasion, Wish


def cover_existing(
    order: Order,
    lines: Iterable[OrderLine],
    now: datetime,
    *,
    not_from: Collection[int] = (),
    occasion: Occasion = PLACED,
    reservation: str = "",
) -> None:
    """Allocate or backorder the unplaced units of a locked order; its rows are re-read afterwards.

    Warehouses in ``not_from`` are not asked. Raises the refusal when the channel takes no backorder or
    a SKU's limit is reached.
    """
    houses = houses_for(order, not_from=not_from)
    wish = wish_of(order, [line for line in lines if line.unplaced], houses, reservation=reservation)
    try:
        allocate([wish], warehouses=houses, now=now, occasion=occasion)
    except CannotCover as error:
        raise error.refusals[order.pk] from error


def houses_for(order: Order, *, not_from: Collection[int] = ()) -> list[Warehouse]:
    """The buildings that may be asked: all active ones of its channel, or the one it is collected at."""
    houses = [house for house in reference().warehouses_for(order.channel) if house.pk not in not_from]
    if order.pickup_warehouse_id is None:
        return houses
    return [house for house in houses if house.pk == order.pickup_warehouse_id]


def wish_of(
    order: Order,
    wanted: Sequence[OrderLine],
    houses: Sequence[Warehouse],
    *,
    key: Callable[[OrderLine], int] = attrgetter("pk"),
    reservation: str = "",
) -> Wish:
    """The unplaced units of some lines as a wish to be covered by ``houses``; ``key`` names a line in it."""
    known, address = reference(), order.shipping_address
    is_collected = order.pickup_warehouse_id is not None
    policy = ONE_COUNTER if is_collected else policy_of(known, order.channel, order.ship_policy)
    return Wish(
        order_id=order.pk,
        channel=order.channel,
        lines=[_wanted(line, key(line)) for line in wanted],
        transit_days=transit_days(order),
        method_id=order.shipping_method_id,
        preorder_on={key(line): line.sku.preorder_ships_on for line in wanted if line.sku.preorder_ships_on},
        needs_shipping=any(line.needs_shipping for line in wanted),
        policy=policy,
        reservation=reservation,
        sources=sources_of(
            known,
            houses,
            policy,
            country=address.country if address else order.channel.country,
            postal_code=address.postal_code if address else "",
        ),
    )


def _wanted(line: OrderLine, key: int) -> WantedLine:
    return WantedLine(
        line_id=key,
        sku_id=line.sku_id,
        sku_code=line.sku.code,
        quantity=line.unplaced,
        is_tracked=line.track_stock and line.needs_shipping,
        backorder_limit=line.sku.backorder_limit,
        kit=line.kit.code if line.kit else "",
        per_kit=line.per_kit or 1,
    )
