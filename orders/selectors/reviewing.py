"""What the review rules find in orders; the same eyes for a new order and for a look back."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.money import format_money
from orders.models import Order, OrderLine, ReviewKind, ReviewRule, ReviewScope
from orders.selectors.addresses import address_flaw, postcode_flaw
from orders.selectors.alike import Twin, earlier_twins, orders_of_returning, reviewed_twins
from orders.statuses import OrderState

LOOKED_BACK_AT = 2000


@dataclass(frozen=True, slots=True)
class Strike:
    """A rule that holds an order or one of its lines, and what it found in words."""

    rule: ReviewRule
    order: Order
    line_id: int | None
    sentence: str


@dataclass(frozen=True)
class Backdrop:
    """What rules know beyond the order: who ordered before, which orders have a twin, what is watched."""

    returning: Collection[int] = ()
    twins: Mapping[int, Mapping[int, Twin]] = field(default_factory=dict)
    watched: Mapping[int, Collection[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class LookBack:
    """What a rule would have held: orders looked at, and the strikes, newest first."""

    looked_at: int
    strikes: Sequence[Strike]


def rules_of(channel_id: int) -> list[ReviewRule]:
    """The active rules that look at the channel's orders, by priority; two queries."""
    rules = ReviewRule.objects.filter(is_active=True).prefetch_related("skus").order_by("priority", "pk")
    return [rule for rule in rules if rule.channel_id in (None, channel_id)]


def strikes_on(order_id: int, rules: Sequence[ReviewRule]) -> list[Strike]:
    """What the rules find in an order that was just placed, in their order."""
    return _strikes([order_id], rules, reviewed_twins)


def look_back(rule: ReviewRule, *, now: datetime, days: int = 30) -> LookBack:
    """What ``rule`` would have held of the newest orders of the last days, at most ``LOOKED_BACK_AT``.

    A bounded number of queries, however many orders.
    """
    placed = Order.objects.filter(placed_at__gte=now - timedelta(days=days), is_historical=False)
    if rule.channel_id is not None:
        placed = placed.filter(channel_id=rule.channel_id)
    order_ids = list(placed.exclude(state=OrderState.DRAFT).order_by("-placed_at").values_list("pk", flat=True)[
        :LOOKED_BACK_AT
    ])  # fmt: skip
    return LookBack(len(order_ids), _strikes(order_ids, [rule], earlier_twins))


def _strikes(
    order_ids: Collection[int], rules: Sequence[ReviewRule], twins_of: Callable[..., Mapping[int, Twin]]
) -> list[Strike]:
    orders = (
        Order.objects.filter(pk__in=order_ids)
        .select_related("customer", "shipping_address", "billing_address")
        .prefetch_related("lines__sku")
        .order_by("-pk")
    )
    kinds = {rule.kind for rule in rules}
    backdrop = Backdrop(
        returning=orders_of_returning(order_ids) if ReviewKind.FIRST_ORDER_ABOVE in kinds else (),
        twins={
            rule.pk: twins_of(order_ids, within=timedelta(minutes=rule.minutes or 0))
            for rule in rules
            if rule.kind == ReviewKind.POSSIBLE_DUPLICATE
        },
        watched={rule.pk: {sku.pk for sku in rule.skus.all()} for rule in rules if rule.kind == ReviewKind.SKU_WATCHED},
    )
    return [strike for order in orders for rule in rules for strike in _of_rule(rule, order, backdrop)]


def _of_rule(rule: ReviewRule, order: Order, backdrop: Backdrop) -> Iterator[Strike]:
    """At most one strike for the whole order; one per line where the rule holds lines."""
    for line_id, sentence in FINDERS[ReviewKind(rule.kind)](rule, order, backdrop):
        if rule.scope == ReviewScope.LINE:
            yield Strike(rule, order, line_id, sentence)
        else:
            yield Strike(rule, order, None, sentence)
            return


Found = Iterator[tuple[int | None, str]]


def _amount_above(rule: ReviewRule, order: Order, backdrop: Backdrop) -> Found:
    if rule.amount is not None and order.currency == rule.currency and order.total > rule.amount:
        yield None, f"The total of {format_money(order.total, order.currency)} is high."


def _first_order_above(rule: ReviewRule, order: Order, backdrop: Backdrop) -> Found:
    if order.pk not in backdrop.returning:
        for line_id, _ in _amount_above(rule, order, backdrop):
            yield line_id, f"A first order of {format_money(order.total, order.currency)}."


def _country_differs(rule: ReviewRule, order: Order, backdrop: Backdrop) -> Found:
    billed, shipped = order.billing_address, order.shipping_address
    if billed and shipped and billed.country != shipped.country:
        yield None, f"Billed to {billed.country}, shipped to {shipped.country}."


def _quantity_above(rule: ReviewRule, order: Order, backdrop: Backdrop) -> Found:
    for line in _kept(order):
        if line.ordered - line.canceled > (rule.quantity or 0):
            yield line.pk, f"{line.ordered - line.canceled} units of {line.sku.code}."


def _sku_watched(rule: ReviewRule, order: Order, backdrop: Backdrop) -> Found:
    watched = backdrop.watched.get(rule.pk, ())
    for line in _kept(order):
        if line.sku_id in watched:
            yield line.pk, f"{line.sku.code} is watched."


def _postcode_wrong(rule: ReviewRule, order: Order, backdrop: Backdrop) -> Found:
    if order.shipping_address and (flaw := postcode_flaw(order.shipping_address)):
        yield None, flaw


def _address_unusual(rule: ReviewRule, order: Order, backdrop: Backdrop) -> Found:
    if order.shipping_address and (flaw := address_flaw(order.shipping_address)):
        yield None, flaw


def _customer_blocked(rule: ReviewRule, order: Order, backdrop: Backdrop) -> Found:
    if order.customer and order.customer.is_blocked:
        why = f": {order.customer.blocked_reason.rstrip('.')}" if order.customer.blocked_reason else ""
        yield None, f"The customer is blocked{why}."


def _possible_duplicate(rule: ReviewRule, order: Order, backdrop: Backdrop) -> Found:
    if twin := backdrop.twins.get(rule.pk, {}).get(order.pk):
        yield None, f"Same customer, goods and total as {twin.number}, {_span(twin.seconds)} apart."


def _span(seconds: int) -> str:
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"


def _kept(order: Order) -> list[OrderLine]:
    return [line for line in order.lines.all() if line.ordered > line.canceled]


FINDERS: Mapping[ReviewKind, Callable[[ReviewRule, Order, Backdrop], Found]] = {
    ReviewKind.AMOUNT_ABOVE: _amount_above,
    ReviewKind.FIRST_ORDER_ABOVE: _first_order_above,
    ReviewKind.COUNTRY_DIFFERS: _country_differs,
    ReviewKind.QUANTITY_ABOVE: _quantity_above,
    ReviewKind.SKU_WATCHED: _sku_watched,
    ReviewKind.POSTCODE_WRONG: _postcode_wrong,
    ReviewKind.ADDRESS_UNUSUAL: _address_unusual,
    ReviewKind.CUSTOMER_BLOCKED: _customer_blocked,
    ReviewKind.POSSIBLE_DUPLICATE: _possible_duplicate,
}
