"""Goods that a change adds to an order: a line of their own, or the lines of a kit."""

from collections.abc import Sequence

from django.utils import timezone

from catalog.models import SKU
from orders.editing.charging import terms_of
from orders.intake.gathering import Gathered
from orders.intake.kits import Part, components_of, parts_of
from orders.intake.reference import reference
from orders.intake.resolving import SkuFacts, skus_by_code
from orders.models import Order, OrderChangeAction, OrderKit, OrderLine


def gathered_for(actions: Sequence[OrderChangeAction], order: Order) -> Gathered:
    """The kits among what is added with their components and prices; one query, none without kits."""
    known = reference()
    kits = {action.sku.code for action in actions if action.sku is not None and action.sku.code in known.kits}
    codes = kits | {code for kit in kits for code, _ in known.kits[kit]}
    skus = skus_by_code(sorted(codes), [order.channel_id], timezone.now()) if codes else {}
    return Gathered(reference=known, skus=skus, customers={}, vouchers={}, places={})


def added_line(order: Order, action: OrderChangeAction, position: int) -> OrderLine:
    """A line of the goods that the step adds; not saved."""
    sku, count = action.sku, action.quantity or 0
    assert sku is not None
    assert action.unit_price is not None
    return OrderLine(
        order=order, position=position, sku=sku, name=sku.name, unit_price=action.unit_price,
        list_price=action.list_price, price_reason=action.reason, tax_percent=action.tax_percent,
        track_stock=sku.track_stock, needs_shipping=sku.needs_shipping, ordered=count, unplaced=count,
    )  # fmt: skip


def added_kit(order: Order, action: OrderChangeAction, first: int, gathered: Gathered) -> list[OrderLine]:
    """The lines of the kit that the step adds, from position ``first``, with their kit; nothing is saved.

    Raises RequestRefused when a component is no longer sold.
    """
    sku, count, price = action.sku, action.quantity or 0, action.unit_price
    assert sku is not None
    assert price is not None
    components = components_of(gathered.skus[sku.code], "sku_code", gathered=gathered)
    channel, terms = order.channel, terms_of(order)
    parts = parts_of(components, price, count, "step", channel=channel, gathered=gathered, terms=terms)
    kit = OrderKit(
        order=order, position=first, sku=sku, code=sku.code, name=sku.name, quantity=count, unit_price=price,
        list_price=action.list_price, price_reason=action.reason, amount=sum(part.amount for part in parts),
    )  # fmt: skip
    return [_line(order, kit, part, position) for position, part in enumerate(parts, start=first)]


def _line(order: Order, kit: OrderKit, part: Part, position: int) -> OrderLine:
    sku: SkuFacts = part.sku
    return OrderLine(
        order=order, position=position, sku_id=sku.id, name=sku.name, unit_price=part.unit_price,
        tax_percent=part.percent, track_stock=sku.track_stock, needs_shipping=sku.needs_shipping, kit=kit,
        per_kit=part.per_kit, ordered=part.request.quantity, unplaced=part.request.quantity,
    )  # fmt: skip


def is_kit(sku: SKU | None) -> bool:
    """Whether the SKU is sold as a kit now."""
    return sku is not None and sku.code in reference().kits
