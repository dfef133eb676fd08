"""Drafts: an order being put together at the desk, priced but without a claim on stock."""

from dataclasses import replace

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import MoveRefused
from core.events import publish
from core.service import service
from orders.events import OrderDrafted, OrderPlaced
from orders.intake.agreeing import discounts_agreed, prices_agreed
from orders.intake.checking import check_request
from orders.intake.composing import compose
from orders.intake.gathering import gather
from orders.intake.overriding import Overrides, overrides_of
from orders.intake.reference import reference
from orders.intake.requests import OrderRequest
from orders.intake.resolving import customers_by_key
from orders.lifecycle import wrong_state
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderLine
from orders.services.redeeming import redeem_existing
from orders.services.reviewing import request_review
from orders.services.rewishing import cover_existing
from orders.services.saving import move_order, quantities_of, save_order
from orders.services.searching import refresh_search
from orders.services.telling import tell_cover
from orders.services.writing import NewOrder, allot_keys, write_orders
from orders.statuses import OrderState
from orders.told import told_of


@service
def create_draft(request: OrderRequest, *, actor: Actor) -> Order:
    """A draft with prices, tax and shipping worked out; nothing is reserved.

    Raises NotPermitted and RequestRefused naming the field.
    """
    ensure_may(actor, "orders.add_order")
    now = timezone.now()
    new = _compose_one(request, overrides_of(actor))
    write_orders([new], customers_by_key([request]), state=OrderState.DRAFT, now=now)
    publish(OrderDrafted(order_id=new.order_id), actor=actor, changes={"total": ["0", new.composed.totals.total]})
    return Order.objects.get(pk=new.order_id)


@service
def replace_draft(*, order_id: int, request: OrderRequest, actor: Actor, expected_version: int | None = None) -> Order:
    """Write a draft anew from a changed wish: lines, kits, charges, discounts, tenders and totals.

    Customer and addresses given by key are kept; new ones are added. Prices and discounts that somebody gave
    before need no right to stay, in the same channel, for no more units and worth no more than they were.
    Raises StaleVersion, and MoveRefused when the order is no draft any more.
    """
    order = lock_order(order_id, expected_version=expected_version)
    ensure_may(actor, "orders.change_order")
    if order.state != OrderState.DRAFT:
        raise MoveRefused("rewrite", [wrong_state(order, "only a draft can be rewritten")])
    before = order.total
    new = _compose_one(request, _overrides_on(order, request, actor))
    _drop_contents(order)
    _adopt(order, new)
    save_order(
        order, list(OrderLine.objects.filter(order=order)), fields=_DRAFT_FIELDS,
        facts=[OrderDrafted(order_id=order.pk)], actor=actor, changes={"total": [before, order.total]},
    )  # fmt: skip
    refresh_search(order)
    return order


@service
def place_draft(*, order_id: int, actor: Actor, expected_version: int | None = None, reservation: str = "") -> Order:
    """Place a draft: every line is allocated or backordered in this transaction, or nothing happens.

    ``reservation`` is a token that may hold goods for it. Raises NotPermitted, StaleVersion, MoveRefused
    with the reasons, NotEnoughStock when the channel takes no backorders, and VoucherRefused when a voucher
    no longer holds.
    """
    order = lock_order(order_id, expected_version=expected_version)
    lines = lock_lines(order)
    now = timezone.now()
    changes = move_order(order, "place", actor=actor, now=now)
    facts = [OrderPlaced(order_id=order.pk), *request_review(order)]
    save_order(
        order, list(lines.values()), fields=["state", "placed_at", "awaits_review"], facts=facts, actor=actor,
        changes={**changes, "total": ["0", order.total]},
    )  # fmt: skip
    unplaced = OrderLine.objects.filter(order=order).select_related("sku", "kit")
    before = {line.pk: quantities_of(line) for line in unplaced}
    cover_existing(order, unplaced, now, reservation=reservation)
    redeem_existing(order, now=now)
    return tell_cover(order, before, told_of(order), actor=actor)


def _overrides_on(order: Order, request: OrderRequest, actor: Actor) -> Overrides:
    """What the actor may make cheaper on this draft; what a lead agreed to stays whoever edits it."""
    prices, discounts = prices_agreed(order, request), discounts_agreed(order, request)
    return replace(overrides_of(actor), prices=prices, discounts=discounts)


def _compose_one(request: OrderRequest, overrides: Overrides) -> NewOrder:
    now, known = timezone.now(), reference()
    channel = check_request(request, known)
    gathered = gather([request], [channel], reference=known, now=now)
    composed = compose(request, channel, gathered=gathered, overrides=overrides, now=now)
    return allot_keys([composed])[0]


_DRAFT_FIELDS = (
    "channel", "is_practice", "currency", "prices_include_tax", "customer", "shipping_address", "billing_address",
    "pickup_warehouse", "shipping_method", "ship_policy", "requires_signature", "leave_at_door",
    "delivery_instructions", "po_number", "client_ip",
    "vat_id", "tax_treatment", "tax_reason", "payment_terms_days",
    "lines_total", "discount_total", "charges_total", "tax_total", "total",
)  # fmt: skip


_CONTENTS = ("discounts", "lines", "kits", "charges", "tenders", "redemptions")


def _drop_contents(order: Order) -> None:
    for related in _CONTENTS:
        getattr(order, related).all().delete()


def _adopt(order: Order, new: NewOrder) -> None:
    """Write the wish as a draft of its own and move its contents over, so that one path writes orders."""
    write_orders([new], customers_by_key([new.composed.request]), state=OrderState.DRAFT, now=timezone.now())
    fresh = Order.objects.get(pk=new.order_id)
    for name in _DRAFT_FIELDS:
        setattr(order, name, getattr(fresh, name))
    for related in _CONTENTS:
        getattr(fresh, related).all().update(order=order)
    fresh.search.delete()
    fresh.delete()
