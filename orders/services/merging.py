"""Make one unpaid order of two that go to the same place: one lives on, the other ends without a trace on the stock."""

from collections.abc import Iterator

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.money import ZERO
from core.service import service
from customers.models import Address
from orders.events import OrderMerged, OrderMergedInto
from orders.intake.pricing import tax_shares
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderCharge, OrderDiscount, OrderLine
from orders.selectors.worth import canceled_so_far
from orders.services.canceling import MONEY_FIELDS, end_order
from orders.services.carrying import carry_units
from orders.services.reviewing import request_review
from orders.services.saving import save_order
from orders.services.slipping import latest_promise
from orders.services.splitting import RIGHT, kit_blockers, parting_blockers
from orders.statuses import TaxTreatment

CANCEL_RIGHT = "orders.cancel_order"
MERGE_INSTEAD = "Leave them two orders; parcels for one address are packed together."
_SAME = (
    "channel_id", "currency", "customer_id", "pickup_warehouse_id", "shipping_method_id", "ship_policy",
    "requires_signature", "leave_at_door", "prices_include_tax", "tax_treatment", "vat_id", "payment_terms_days",
    "po_number",
)  # fmt: skip
_ADDRESS = ("name", "company", "line1", "line2", "city", "region", "postal_code", "country")


@service
def merge_orders(*, order_id: int, other_id: int, actor: Actor, reason: str) -> Order:
    """The order with every unit of the other at the price it had; the other ends, its charges with it.

    Goods and discounts are carried to the cent, tax is rounded once per rate of the whole. The caller has made
    sure that no money is under way (``payments.services.parting``). Raises NotPermitted, InvalidInput without a
    reason or for an order and itself, and MoveRefused with what keeps them apart.
    """
    if not reason.strip():
        raise InvalidInput("Say why the orders are merged; both keep it.", field="reason")
    if order_id == other_id:
        raise InvalidInput("An order cannot be merged with itself. Name another one.", field="other_id")
    orders = {key: lock_order(key) for key in sorted((order_id, other_id))}
    order, other = orders[order_id], orders[other_id]
    ensure_may(actor, RIGHT)
    ensure_may(actor, CANCEL_RIGHT)
    lines = {key: lock_lines(orders[key]) for key in sorted(orders)}
    reasons = [*_parting_of(order), *_parting_of(other), *merge_blockers(order, other)]
    reasons += kit_blockers(lines[other_id].values())
    if reasons:
        raise MoveRefused("merge", reasons)
    units = {pk: line.ordered - line.canceled for pk, line in lines[other_id].items()}
    position = max(line.position for line in lines[order_id].values()) + 1
    carried = carry_units(other, lines[other_id], units, into=order, first_position=position)
    _keep_discounts(order, other, carried.lines)
    total, every = order.total, lock_lines(order)
    _price(order, list(every.values()))
    order.promised_on = latest_promise(every.values())
    save_order(
        order, list(every.values()), fields=[*MONEY_FIELDS, "promised_on", "awaits_review"],
        facts=[OrderMerged(order_id=order.pk, other_order_id=other.pk), *request_review(order)], actor=actor,
        changes={"total": [total, order.total]}, note=reason,
    )  # fmt: skip
    end_order(other, OrderMergedInto(order_id=other.pk, into_order_id=order.pk), actor=actor, reason=reason)
    return Order.objects.get(pk=order_id)


def _parting_of(order: Order) -> Iterator[Blocker]:
    return parting_blockers(order, instead=MERGE_INSTEAD)


def merge_blockers(order: Order, other: Order) -> Iterator[Blocker]:
    """Why the two do not make one order."""
    apart = [
        name.removesuffix("_id").replace("_", " ") for name in _SAME if getattr(order, name) != getattr(other, name)
    ]
    places = ("shipping_address", "billing_address")
    apart += [name.replace("_", " ") for name in places if not _same_place(getattr(order, name), getattr(other, name))]
    if apart:
        yield Blocker("differs", f"they differ in {', '.join(apart)}.", fix=MERGE_INSTEAD)
    if other.redemptions.exists():
        fix = f"Merge the other way round, so that {other.number} lives on."
        yield Blocker("voucher", f"a voucher was redeemed on order {other.number}.", fix=fix)
    both = order.total + other.total
    if both > order.channel.max_order_total:
        yield Blocker("too_much", f"{both} {order.currency} is above the channel's limit of an order.")


def _same_place(one: Address | None, other: Address | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(getattr(one, name) == getattr(other, name) for name in _ADDRESS)


def _keep_discounts(order: Order, other: Order, lines: list[OrderLine]) -> None:
    amount = sum((line.discount_amount for line in lines), ZERO)
    if amount:
        OrderDiscount.objects.create(order=order, label=f"Discounts of {other.number}", amount=amount)


def _price(order: Order, lines: list[OrderLine]) -> None:
    """Tax of the whole, rounded once per rate, and the totals; canceled units keep their exact share."""
    charges = list(order.charges.order_by("pk"))
    if order.tax_treatment != TaxTreatment.BY_CHANNEL:
        _tax(order, lines, charges)
    order.lines_total = sum((line.amount - line.canceled_amount for line in lines), ZERO)
    order.discount_total = sum((line.discount_amount - line.canceled_discount_amount for line in lines), ZERO)
    order.charges_total = sum((charge.amount - charge.canceled_amount for charge in charges), ZERO)
    parts: list[OrderLine | OrderCharge] = [*lines, *charges]
    order.tax_total = sum((part.tax_amount - part.canceled_tax_amount for part in parts), ZERO)
    order.total = order.lines_total - order.discount_total + order.charges_total
    order.total += ZERO if order.prices_include_tax else order.tax_total


def _tax(order: Order, lines: list[OrderLine], charges: list[OrderCharge]) -> None:
    bases = [(line.amount - line.discount_amount, line.tax_percent) for line in lines]
    bases += [(charge.amount, charge.tax_percent) for charge in charges]
    taxes = tax_shares(bases, order.currency, is_included=order.prices_include_tax)
    for line, tax in zip(lines, taxes[: len(lines)], strict=True):
        line.tax_amount = tax
        line.canceled_tax_amount = canceled_so_far(line).tax
    for charge, tax in zip(charges, taxes[len(lines) :], strict=True):
        was_canceled = charge.canceled_amount == charge.amount
        charge.tax_amount = tax
        charge.canceled_tax_amount = tax if was_canceled and charge.amount else charge.canceled_tax_amount
    OrderLine.objects.bulk_update(lines, ["tax_amount", "canceled_tax_amount"])
    OrderCharge.objects.bulk_update(charges, ["tax_amount", "canceled_tax_amount"])
