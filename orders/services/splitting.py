"""Part an unpaid order in two: units go to a new order, charges and vouchers stay with the first."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import Fact, Publication, publish_many
from core.money import ZERO
from core.numbers import next_number
from core.service import service
from orders.errors import NotEnoughUnits
from orders.events import OrderPlaced, OrderSplit, OrderSplitOff
from orders.intake.pricing import tax_shares
from orders.lifecycle import wrong_state
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderDiscount, OrderLine, OrderTender
from orders.models.change import OPEN_CHANGES
from orders.services.canceling import MONEY_FIELDS
from orders.services.carrying import carry_units
from orders.services.reviewing import request_review
from orders.services.saving import save_order
from orders.services.searching import refresh_search
from orders.services.slipping import latest_promise
from orders.statuses import OrderState, TaxTreatment

RIGHT = "orders.change_order"
SPLIT_INSTEAD = "Split the fulfillment instead: release what is there and let the rest follow."
_KEPT = (
    "channel", "intake", "currency", "prices_include_tax", "customer", "shipping_address", "billing_address",
    "pickup_warehouse", "shipping_method", "ship_policy", "requires_signature", "leave_at_door",
    "delivery_instructions", "po_number", "vat_id", "tax_treatment", "tax_reason", "payment_terms_days", "tags",
    "client_ip", "is_practice",
)  # fmt: skip


@service
def split_order(
    *, order_id: int, units: Mapping[int, int], actor: Actor, reason: str, expected_version: int | None = None
) -> Order:
    """The new, placed order with ``units`` (line key to units) of an order that nobody has paid anything of.

    What the goods cost is parted to the cent, discounts as they stand on the lines; the tax is each order's own.
    The caller has made sure that no money is under way (``payments.services.parting``). Raises NotPermitted,
    StaleVersion, InvalidInput without a reason or when nothing would be left, NotEnoughUnits, and MoveRefused.
    """
    if not reason.strip():
        raise InvalidInput("Say why the order is split; both orders keep it.", field="reason")
    order = lock_order(order_id, expected_version=expected_version)
    ensure_may(actor, RIGHT)
    lines = lock_lines(order)
    reasons = [
        *parting_blockers(order, instead=SPLIT_INSTEAD),
        *kit_blockers(lines[key] for key, count in units.items() if key in lines and count),
    ]
    if reasons:
        raise MoveRefused("split", reasons)
    _check_units(lines, units)
    total = order.total
    new = _order_like(order)
    carried = carry_units(order, lines, units, into=new, first_position=1)
    _price(new, carried.lines)
    _copy_tender(order, new)
    order.promised_on = latest_promise(lines.values())
    save_order(
        order, list(lines.values()), fields=[*MONEY_FIELDS, "promised_on"],
        facts=[OrderSplit(order_id=order.pk, new_order_id=new.pk)], actor=actor,
        changes={**carried.changes, "total": [total, order.total]}, note=reason,
    )  # fmt: skip
    _tell_new(new, order, carried.lines, actor=actor, reason=reason)
    return Order.objects.get(pk=new.pk)


def parting_blockers(order: Order, *, instead: str) -> Iterator[Blocker]:
    """Why units cannot leave the order for another one, or join it; ``instead`` is the way that is left."""
    if order.state == OrderState.DRAFT:
        yield wrong_state(order, "a draft is rewritten as a whole")
    elif order.state != OrderState.PLACED:
        yield wrong_state(order, instead[:1].lower() + instead[1:].rstrip("."))
    if order.authorized_amount or order.captured_amount or order.on_account_amount:
        yield payment_exists(order, instead=instead)
    if order.is_on_hold:
        yield Blocker("on_hold", "it is on hold.", fix="Release the hold first.", turns_on="held")
    if order.order_changes.filter(state__in=OPEN_CHANGES).exists():
        yield Blocker("being_edited", "somebody edits it.", fix="Finish or drop that edit first.")


def kit_blockers(lines: Iterable[OrderLine]) -> Iterator[Blocker]:
    """Why these lines cannot go into another order: a kit was sold as one, in its own order."""
    kits = sorted({line.kit_id for line in lines if line.kit_id is not None})
    if kits:
        yield Blocker("kit", "a kit stays in the order it was sold in.", fix="Cancel the kit, and order it anew there.")


def payment_exists(order: Order, *, instead: str) -> Blocker:
    """Money was promised, paid or at least asked for, for the order as it is."""
    is_there = order.authorized_amount or order.captured_amount or order.on_account_amount
    became = "was tried and failed" if order.payment_failed_at is not None and not is_there else "exists"
    sentence = f"a payment for order {order.number} {became}."
    return Blocker("payment_exists", sentence, fix=instead, turns_on="payment_status")


def _check_units(lines: Mapping[int, OrderLine], units: Mapping[int, int]) -> None:
    if not any(units.values()):
        raise InvalidInput("Choose at least one unit for the new order.", field="units")
    for line_id, count in units.items():
        line = lines.get(line_id)
        if line is None:
            raise InvalidInput(f"The order has no line {line_id}.", field="units")
        free = line.allocated + line.backordered - line.released
        if not 0 <= count <= free:
            raise NotEnoughUnits(
                f"Line {line.position}: {free} units of {line.name} can leave, not {count}.", field="units",
                line=line_id, possible=free,
            )  # fmt: skip
    if sum(line.ordered - line.canceled for line in lines.values()) == sum(units.values()):
        raise InvalidInput("At least one unit stays with the first order. Leave one out.", field="units")


def _order_like(order: Order) -> Order:
    now = timezone.now()
    new = Order.objects.create(
        number=next_number("order", order.channel.number_prefix), state=OrderState.PLACED, placed_at=now,
        created_at=now, original_order=order, **{name: getattr(order, name) for name in _KEPT},
    )  # fmt: skip
    refresh_search(new)
    return new


def _price(new: Order, lines: list[OrderLine]) -> None:
    """Tax rounded once per rate of the new order; its discount is one row, whatever made it up before."""
    if new.tax_treatment != TaxTreatment.BY_CHANNEL:
        bases = [(line.amount - line.discount_amount, line.tax_percent) for line in lines]
        taxes = tax_shares(bases, new.currency, is_included=new.prices_include_tax)
        for line, tax in zip(lines, taxes, strict=True):
            line.tax_amount = tax
        OrderLine.objects.bulk_update(lines, ["tax_amount"])
    new.lines_total = sum((line.amount for line in lines), ZERO)
    new.discount_total = sum((line.discount_amount for line in lines), ZERO)
    new.tax_total = sum((line.tax_amount for line in lines), ZERO)
    new.total = new.lines_total - new.discount_total + (ZERO if new.prices_include_tax else new.tax_total)
    if new.discount_total:
        assert new.original_order is not None
        label = f"Share of the discounts of {new.original_order.number}"
        OrderDiscount.objects.create(order=new, label=label, amount=new.discount_total)


def _copy_tender(order: Order, new: Order) -> None:
    """It is paid as the rest of the first order is."""
    last = order.tenders.order_by("position").last()
    if last is not None:
        OrderTender.objects.create(order=new, position=1, kind=last.kind, token=last.token)


def _tell_new(new: Order, order: Order, lines: list[OrderLine], *, actor: Actor, reason: str) -> None:
    new.promised_on = latest_promise(lines)
    facts: list[Fact] = [OrderPlaced(order_id=new.pk), *request_review(new)]
    save_order(
        new, lines, fields=[*MONEY_FIELDS, "promised_on", "awaits_review"], facts=facts, actor=actor,
        changes={"state": ["draft", "placed"], "total": ["0", new.total]},
    )  # fmt: skip
    came = OrderSplitOff(order_id=new.pk, from_order_id=order.pk)
    publish_many([Publication(fact=came, actor=actor, note=reason)])
