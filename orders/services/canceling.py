"""Call off orders, units of lines, and what nobody paid for. Claims fall in the same commit."""

from collections.abc import Iterable, Mapping

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import Fact
from core.service import service
from orders.editing.kits import broken_kits, loose_units
from orders.errors import NotEnoughUnits
from orders.events import FullyShipped, LinesCanceled, OrderCanceled, OrderExpired
from orders.lifecycle import wrong_state
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderLine
from orders.selectors.worth import canceled_value
from orders.services.claims import lock_claims
from orders.services.redeeming import give_back
from orders.services.refund_wishes import apply_refund_wish
from orders.services.saving import Changes, move_order, quantities_of, quantity_changes, save_lines, save_order
from orders.statuses import OrderState

MONEY_FIELDS = ("lines_total", "discount_total", "charges_total", "tax_total", "total", "credited_amount")


@service
def cancel_order(
    *, order_id: int, actor: Actor, reason: str, refund_to: str = "", expected_version: int | None = None
) -> Order:
    """Call off the whole order: claims fall, every unit counts as canceled, the total becomes zero.

    Its vouchers can be redeemed again. ``refund_to`` says where captured money goes; empty, as the order has it.

    Raises NotPermitted, StaleVersion, InvalidInput without a reason or for a refund that cannot be, and MoveRefused
    when something shipped or lies picked.
    """
    ensure_reason(reason)
    order = lock_order(order_id, expected_version=expected_version)
    wish = apply_refund_wish(order, refund_to)
    fact = OrderCanceled(order_id=order.pk)
    return _end(order, "cancel", fact, "canceled_at", actor=actor, reason=reason, wish=wish)


@service
def expire_order(*, order_id: int, actor: Actor, reason: str = "") -> Order:
    """Let go of a draft or of an order nobody paid. The caller has asked the gateway first.

    Raises NotPermitted and MoveRefused; money that is authorized or captured forbids it.
    """
    order = lock_order(order_id)
    if order.authorized_amount or order.captured_amount or order.on_account_amount or order.delayed_amount:
        paid = Blocker("paid", "money is authorized or paid.", fix="Cancel it instead.", turns_on="payment_status")
        raise MoveRefused("expire", [paid])
    fact = OrderExpired(order_id=order.pk)
    return _end(order, "expire", fact, "expired_at", actor=actor, reason=reason)


def ensure_reason(reason: str) -> None:
    """Raises InvalidInput without a reason."""
    if not reason.strip():
        raise InvalidInput("Say why the order is canceled; the customer and the books want to know.", field="reason")


def end_order(order: Order, fact: Fact, *, actor: Actor, reason: str) -> Order:
    """End a locked order as canceled, told as ``fact``: for callers who have taken its units elsewhere."""
    return _end(order, "cancel", fact, "canceled_at", actor=actor, reason=reason)


def _end(
    order: Order, move: str, fact: Fact, stamp: str, *, actor: Actor, reason: str, wish: Changes | None = None
) -> Order:
    lines = lock_lines(order)
    now = timezone.now()
    changes = move_order(order, move, actor=actor, now=now) | (wish or {})
    units = {line.pk: line.ordered - line.canceled for line in lines.values()}
    changes |= cancel_units(order, lines, units)
    _cancel_charges(order)
    changes |= _cap_credit(order)
    changes |= _end_holds(order, actor)
    changes |= give_back(order, now=now)
    save_order(
        order, list(lines.values()), fields=["state", stamp, "is_on_hold", "refund_to", *MONEY_FIELDS], facts=[fact],
        actor=actor, changes=changes, note=reason,
    )  # fmt: skip
    return order


def _end_holds(order: Order, actor: Actor) -> Changes:
    """Nothing waits any more: what is open ends with the order."""
    if not order.is_on_hold:
        return {}
    order.holds.filter(released_at=None).update(released_at=timezone.now(), released_by=actor.label)
    order.is_on_hold = False
    return {"is_on_hold": [True, False]}


@service
def cancel_lines(
    *,
    order_id: int,
    units: Mapping[int, int],
    actor: Actor,
    reason: str,
    refund_to: str = "",
    expected_version: int | None = None,
) -> Order:
    """Call off units of lines that have not shipped; owed units first, then allocated ones.

    ``units`` maps line key to units; ``refund_to`` says where captured money goes, empty: as the order has it. When
    nothing of the order would be left, the order itself is canceled.

    Raises NotPermitted, StaleVersion, MoveRefused, also for a part of a kit whose other parts are
    still free, InvalidInput for unknown lines and for a refund that cannot be, and NotEnoughUnits for more than is
    free; picked units are not.
    """
    order = lock_order(order_id, expected_version=expected_version)
    ensure_may(actor, "orders.cancel_order")
    lines = lock_lines(order)
    ensure_lines_open(order, lines, units)
    left = sum(line.ordered - line.canceled for line in lines.values()) - sum(units.values())
    if left == 0:
        return cancel_order(order_id=order_id, actor=actor, reason=reason, refund_to=refund_to)
    changes = apply_refund_wish(order, refund_to)
    changes |= cancel_units(order, lines, units)
    changes |= _cap_credit(order)
    facts: list[Fact] = [LinesCanceled(order_id=order.pk)]
    if is_fully_shipped(lines.values()):
        facts.append(FullyShipped(order_id=order.pk))
    save_order(
        order, list(lines.values()), fields=["refund_to", *MONEY_FIELDS], facts=facts, actor=actor, changes=changes,
        note=reason,
    )  # fmt: skip
    return order


@service
def cancel_put_back(*, order_id: int, units: Mapping[int, int], actor: Actor, reason: str) -> Order:
    """Units that the floor has put back are called off, and with them what is still free of the kits they were part of.

    ``units`` maps line key to units. Raises what ``cancel_lines`` raises, but refuses no part of a kit: the goods lie
    in their bins already.
    """
    lines = lock_lines(lock_order(order_id))
    loose = loose_units(lines.values(), units)
    whole = {key: units.get(key, 0) + loose.get(key, 0) for key in units.keys() | loose.keys()}
    return cancel_lines(order_id=order_id, units=whole, actor=actor, reason=reason)


def is_fully_shipped(lines: Iterable[OrderLine]) -> bool:
    """Something shipped and nothing is owed any more."""
    every = list(lines)
    owed = any(line.allocated or line.backordered or line.unplaced for line in every)
    return not owed and any(line.shipped for line in every)


def ensure_lines_open(order: Order, lines: Mapping[int, OrderLine], units: Mapping[int, int]) -> None:
    """Raises MoveRefused, InvalidInput and NotEnoughUnits as ``cancel_lines`` does; the rows are locked."""
    if order.state not in (OrderState.DRAFT, OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING):
        raise MoveRefused("cancel lines", [wrong_state(order)])
    if not any(units.values()):
        raise InvalidInput("Choose at least one unit to cancel.", field="units")
    for line_id, count in units.items():
        line = lines.get(line_id)
        if line is None:
            raise InvalidInput(f"Order {order.number} has no line {line_id}.", field="units")
        free = line.unplaced + line.backordered + line.allocated - line.picked
        if not 0 <= count <= free:
            why = f"; {line.picked} are picked, ask the floor to put them back" if line.picked else ""
            raise NotEnoughUnits(
                f"Line {line.position}: {free} units of {line.name} can be canceled, not {count}{why}.",
                field="units", line=line_id, possible=free,
            )  # fmt: skip
    if reasons := list(broken_kits(lines, units)):
        raise MoveRefused("cancel lines", reasons)


def cancel_units(order: Order, lines: Mapping[int, OrderLine], units: Mapping[int, int]) -> Changes:
    """Move units of locked lines to ``canceled`` and write lines and claims; tells what changed.

    The caller has checked that so many are free, and saves the order's totals.
    """
    wanted = {line_id: count for line_id, count in units.items() if count}
    claims = lock_claims(wanted)
    changes: Changes = {}
    for line_id, count in wanted.items():
        line, before = lines[line_id], quantities_of(lines[line_id])
        take_back_money(order, line, count)
        rest = count - min(count, line.unplaced)
        line.unplaced -= count - rest
        owed = claims.drop_backorders(line_id, min(rest, line.backordered))
        line.backordered -= owed
        rest -= owed
        released = claims.drop_allocations(line_id, rest)
        line.allocated -= rest
        # Goods without tracked stock have no claims: of them, too, what waits goes first.
        line.released = min(line.released - released, line.allocated)
        line.canceled += count
        changes |= quantity_changes(line, before)
    claims.save()
    save_lines([lines[line_id] for line_id in wanted])
    claims.tell_waiting()
    return changes


def take_back_money(order: Order, line: OrderLine, count: int) -> None:
    """Take the worth of the next ``count`` units off a line and its order, in memory."""
    value = canceled_value(line, count)
    line.canceled_amount += value.amount
    line.canceled_discount_amount += value.discount
    line.canceled_tax_amount += value.tax
    order.lines_total -= value.amount
    order.discount_total -= value.discount
    order.tax_total -= value.tax
    order.total -= value.total


def _cap_credit(order: Order) -> Changes:
    """What was credited of units that cost nothing any more is no credit beside them."""
    before = order.credited_amount
    order.credited_amount = min(before, order.total)
    return {"credited_amount": [before, order.credited_amount]} if before != order.credited_amount else {}


def _cancel_charges(order: Order) -> None:
    for charge in order.charges.all():
        left, tax = charge.amount - charge.canceled_amount, charge.tax_amount - charge.canceled_tax_amount
        charge.canceled_amount, charge.canceled_tax_amount = charge.amount, charge.tax_amount
        charge.save(update_fields=["canceled_amount", "canceled_tax_amount"])
        order.charges_total -= left
        order.tax_total -= tax
        order.total -= left if order.prices_include_tax else left + tax
