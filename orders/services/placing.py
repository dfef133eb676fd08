"""Place orders: from wishes to committed orders with every line allocated or backordered.

Set-based: one order is a batch of one. A constant number of statements (see
``orders/tests/services/test_placing_statements.py``); a refused order leaves the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import OmsError
from core.events import Publication, publish_many
from core.service import service
from orders.events import OrderPlaced, ReviewRequested
from orders.intake.checking import check_request
from orders.intake.composing import Composed, compose
from orders.intake.gathering import gather
from orders.intake.overriding import overrides_of
from orders.intake.reference import Reference, reference
from orders.intake.requests import OrderRequest, Outcome
from orders.intake.resolving import CustomerFacts, customer_key, ensure_po_number
from orders.services.allocating import CannotCover, allocate
from orders.services.redeeming import redeem_new
from orders.services.repeats import RequestKey, claim_keys, keys_of, outcomes_of, release_keys
from orders.services.rules import ONE_COUNTER, policy_of, sources_of
from orders.services.saving import Changes
from orders.services.sourcing import WantedLine
from orders.services.wishes import Wish
from orders.services.writing import NewOrder, allot_keys, write_orders
from orders.statuses import OrderState


def place_orders(requests: Sequence[OrderRequest], *, actor: Actor, now: datetime | None = None) -> list[Outcome]:
    """Place every request; one outcome each, in the order given.

    Must be the outermost service: an order that cannot be covered undoes its batch, which is then
    placed again without it. Raises NotPermitted when the actor may not place orders at all.
    """
    ensure_may(actor, "orders.place_order")
    now = now or timezone.now()
    refused: dict[int, OmsError] = {}
    while True:
        try:
            return _place_batch(requests, refused, actor=actor, now=now)
        except CannotCover as error:
            refused.update(error.refusals)


@service
def place_within(request: OrderRequest, *, actor: Actor, now: datetime | None = None) -> Outcome:
    """Place one order as a part of another use case, all or nothing with it; asked twice by its own id it is one.

    The caller holds no lock that comes after those of stock levels. Raises NotPermitted and whatever refuses an
    order, as RequestRefused or InsufficientStock: then nothing of the whole use case may be kept.
    """
    ensure_may(actor, "orders.place_order")
    try:
        (outcome,) = _place_batch([request], {}, actor=actor, now=now or timezone.now())
    except CannotCover as error:
        raise error.refusals[0] from error
    if outcome.error is not None:
        raise outcome.error
    return outcome


@service
def _place_batch(
    requests: Sequence[OrderRequest], refused: Mapping[int, OmsError], *, actor: Actor, now: datetime
) -> list[Outcome]:
    outcomes: dict[int, Outcome] = {index: Outcome(order_id=None, error=error) for index, error in refused.items()}
    composed = compose_all(requests, outcomes, actor=actor, now=now)
    _recognize_repeats(requests, outcomes, actor)
    new = dict(zip(composed, allot_keys(list(composed.values())), strict=True)) if composed else {}
    _set_repeats_aside(new, outcomes, actor)
    if new:
        _write(new, actor=actor, now=now)
    for index, order in new.items():
        outcomes[index] = Outcome(order_id=order.order_id, number=order.number)
    return [outcomes[index] for index in range(len(requests))]


def compose_all(
    requests: Sequence[OrderRequest], outcomes: dict[int, Outcome], *, actor: Actor, now: datetime
) -> dict[int, Composed]:
    """Check, resolve and price what is not refused yet; refusals go into ``outcomes``."""
    known: Reference = reference()
    channels = {}
    for index, request in enumerate(requests):
        if index in outcomes:
            continue
        try:
            channels[index] = check_request(request, known)
        except OmsError as error:
            outcomes[index] = Outcome(order_id=None, error=error)
    if not channels:
        return {}
    gathered = gather([requests[index] for index in channels], list(channels.values()), reference=known, now=now)
    overrides = overrides_of(actor)
    composed = {}
    for index, channel in channels.items():
        try:
            ensure_po_number(requests[index], gathered.customers.get(customer_key(requests[index])))
            composed[index] = compose(requests[index], channel, gathered=gathered, overrides=overrides, now=now)
        except OmsError as error:
            outcomes[index] = Outcome(order_id=None, error=error)
    return composed


def _recognize_repeats(requests: Sequence[OrderRequest], outcomes: dict[int, Outcome], actor: Actor) -> None:
    """What was ordered before is that order, though it could not be ordered now: its voucher is used up by itself.

    One statement, none when nothing was refused.
    """
    keys = {index: keys_of(requests[index], actor.label) for index in outcomes}
    every = [key for own in keys.values() for key in own if "\x00" not in key.scope + key.key]
    seen = outcomes_of(every) if every else {}
    for index, own in keys.items():
        earlier = next((seen[key.pair] for key in own if key.pair in seen), None)
        if earlier is not None and earlier.order_id is not None:
            outcomes[index] = earlier


def _set_repeats_aside(new: dict[int, NewOrder], outcomes: dict[int, Outcome], actor: Actor) -> None:
    """Take out of ``new`` what was ordered before, or earlier in this batch."""
    keys: dict[int, list[RequestKey]] = {
        index: keys_of(order.composed.request, actor.label) for index, order in new.items()
    }
    taken = claim_keys([(new[index].order_id, key) for index, own in keys.items() for key in own])
    seen: dict[tuple[str, str], Outcome] = {}
    if taken:
        seen = outcomes_of([key for own in keys.values() for key in own if key.pair in taken])
        _free_keys_of_repeats(new, keys, taken, seen)
    for index in list(new):
        earlier = next((seen[key.pair] for key in keys[index] if key.pair in seen), None)
        if earlier is not None:
            outcomes[index] = earlier
            del new[index]
            continue
        for key in keys[index]:
            order = new[index]
            seen[key.pair] = Outcome(order_id=order.order_id, number=order.number, is_repeat=True)


def _free_keys_of_repeats(
    new: Mapping[int, NewOrder],
    keys: Mapping[int, list[RequestKey]],
    taken: set[tuple[str, str]],
    seen: Mapping[tuple[str, str], Outcome],
) -> None:
    """Keys that were fresh stay free when the order that brought them is not going to be written."""
    is_repeat = {index: any(key.pair in seen for key in own) for index, own in keys.items()}
    freed = {key.pair for index, own in keys.items() if is_repeat[index] for key in own if key.pair not in taken}
    release_keys(freed)
    rest = [(index, key) for index, own in keys.items() if not is_repeat[index] for key in own if key.pair in freed]
    claim_keys([(new[index].order_id, key) for index, key in rest])


def _write(new: Mapping[int, NewOrder], *, actor: Actor, now: datetime) -> None:
    orders, known = list(new.values()), reference()
    for order in orders:
        order.awaits_review = known.is_reviewed(order.composed.channel)
    write_orders(orders, _customers_of(orders), state=OrderState.PLACED, now=now)
    publish_many(each for order in orders for each in _publications(order, actor))
    by_order = {order.order_id: index for index, order in new.items()}
    practice = [order for order in orders if order.composed.channel.is_practice]
    for group in (practice, [order for order in orders if not order.composed.channel.is_practice]):
        if not group:
            continue
        warehouses = known.warehouses_for(group[0].composed.channel)
        try:
            allocate([wish_of(order) for order in group], warehouses=warehouses, now=now)
        except CannotCover as error:
            raise CannotCover({by_order[key]: refusal for key, refusal in error.refusals.items()}) from error
    redeem_new(new)


def _publications(order: NewOrder, actor: Actor) -> Iterator[Publication]:
    """Rules look once the order is committed: only then can two placed at once see one another."""
    changes: Changes = {"state": ["draft", "placed"], "total": ["0", order.composed.totals.total]}
    yield Publication(fact=OrderPlaced(order_id=order.order_id), actor=actor, changes=changes)
    if order.awaits_review:
        yield Publication(fact=ReviewRequested(order_id=order.order_id), actor=actor)


def _customers_of(orders: Sequence[NewOrder]) -> dict[str, CustomerFacts]:
    """The customers found when the orders were composed, by key; the others are new."""
    found = {customer_key(one.composed.request): one.composed.customer for one in orders}
    return {key: customer for key, customer in found.items() if customer is not None}


def wish_of(order: NewOrder) -> Wish:
    """What the order needs of stock, and by which rules it is sought."""
    lines = list(zip(order.line_ids, order.composed.lines, strict=True))
    known, channel, request = reference(), order.composed.channel, order.composed.request
    address = request.shipping_address
    counter = order.composed.counter
    policy = ONE_COUNTER if counter else policy_of(known, channel, request.ship_policy)
    return Wish(
        order_id=order.order_id,
        channel=channel,
        policy=policy,
        sources=sources_of(
            known,
            [counter] if counter else known.warehouses_for(channel),
            policy,
            country=address.country if address else channel.country,
            postal_code=address.postal_code if address else "",
        ),
        reservation=request.reservation,
        lines=[
            WantedLine(
                line_id=line_id,
                sku_id=line.sku.id,
                sku_code=line.sku.code,
                quantity=line.request.quantity,
                is_tracked=line.sku.track_stock and line.sku.needs_shipping,
                backorder_limit=line.sku.backorder_limit,
                kit="" if line.kit is None else order.composed.kits[line.kit].sku.code,
                per_kit=line.per_kit or 1,
            )
            for line_id, line in lines
        ],
        transit_days=order.composed.transit_days,
        method_id=None if order.composed.method is None else order.composed.method.pk,
        preorder_on={line_id: line.sku.preorder_ships_on for line_id, line in lines if line.sku.preorder_ships_on},
        needs_shipping=any(line.sku.needs_shipping for _, line in lines),
    )
