"""Why a change cannot be made now, each reason with what would clear it."""

from collections.abc import Iterator

from core.errors import Blocker
from core.money import format_money
from orders.editing.kits import broken_kits, free_units
from orders.editing.staging import Staged
from orders.lifecycle import wrong_state
from orders.models import Order, OrderLine
from orders.services.addressing import address_blockers
from orders.statuses import ActionKind, OrderState

EDITABLE = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING)


def edit_blockers(order: Order) -> Iterator[Blocker]:
    """Why nothing of the order can be edited."""
    if order.state == OrderState.DRAFT:
        yield wrong_state(order, "a draft is rewritten as a whole")
    elif order.state not in EDITABLE:
        yield wrong_state(order, "what it was agreed on stands")


def change_blockers(staged: Staged, lines: dict[int, OrderLine]) -> list[Blocker]:
    """Why this change cannot be made; ``lines`` are the order's as they are."""
    found = list(edit_blockers(staged.before))
    if found:
        return found
    if not staged.actions:
        found.append(Blocker("nothing_changes", "nothing is to be changed yet.", fix="Take at least one step."))
    for line_id, units in staged.cancel.items():
        found += _less(lines[line_id], units)
    found += broken_kits(lines, staged.cancel)
    for action in staged.actions:
        if action.kind == ActionKind.SET_PRICE:
            found += _price(lines[action.line_id or 0])
    if staged.action(ActionKind.SET_ADDRESS) is not None:
        found += address_blockers(staged.before)
    if staged.action(ActionKind.SET_METHOD) is not None:
        found += _method(staged.before, list(lines.values()))
    found += _new_goods(staged)
    found += _whole(staged)
    return found


def _less(line: OrderLine, units: int) -> Iterator[Blocker]:
    if units <= free_units(line):
        return
    if line.picked:
        yield Blocker(
            "picked", f"of line {line.position}, {line.name}, {line.picked} units are picked;"
            f" {free_units(line)} can be canceled, not {units}.",
            fix="Ask the floor to put them back; that cancels them.", fix_move="put_back", turns_on="picked",
        )  # fmt: skip
    else:
        yield Blocker(
            "shipped", f"of line {line.position}, {line.name}, {line.shipped} units have shipped;"
            f" {free_units(line)} can be canceled, not {units}.",
            fix="Take them back as a return.", turns_on="dispatched" if line.shipped else "line",
        )  # fmt: skip


def _price(line: OrderLine) -> Iterator[Blocker]:
    if line.shipped:
        yield Blocker(
            "shipped", f"of line {line.position}, {line.name}, {line.shipped} units have shipped at their price.",
            fix="Give a credit, or cancel the rest and add it again.", turns_on="dispatched",
        )  # fmt: skip


def _method(order: Order, lines: list[OrderLine]) -> Iterator[Blocker]:
    packed, shipped = sum(line.packed for line in lines), sum(line.shipped for line in lines)
    if packed:
        fix = "Void the label and let the floor open the parcel first."
        yield Blocker("packed", f"{packed} units are packed for the method it has.", fix=fix, turns_on="packed")
    elif shipped:
        yield Blocker(
            "shipped", "part of it has shipped by the method it has.", fix="Place the rest as an order of its own.",
            turns_on="dispatched",
        )  # fmt: skip
    if order.shipping_address_id is None:
        yield Blocker("no_address", "it is not sent to anybody.", fix="Cancel it and take it anew with an address.")


def _new_goods(staged: Staged) -> Iterator[Blocker]:
    order = staged.order
    for line in staged.new_lines:
        if line.needs_shipping and order.shipping_address_id is None and order.pickup_warehouse_id is None:
            yield Blocker("no_address", f"{line.name} has to travel and there is no address.", fix="Place it anew.")
        if not line.needs_shipping and order.state != OrderState.PLACED:
            # It would be delivered with this commit, before anybody has paid for it.
            yield Blocker(
                "served_at_once", f"{line.name} does not travel and would be delivered before it is paid.",
                fix="Place it as an order of its own.", turns_on="confirmed",
            )  # fmt: skip


def _whole(staged: Staged) -> Iterator[Blocker]:
    order = staged.order
    if not any(line.ordered > line.canceled for line in staged.every_line):
        yield Blocker("nothing_left", "nothing of it would be left.", fix="Cancel the order.", fix_move="cancel")
    if order.total > order.channel.max_order_total:
        limit = format_money(order.channel.max_order_total, order.currency)
        yield Blocker("too_much", f"it would cost more than the channel's limit of {limit}.", fix="Place a second one.")
    if order.total < order.credited_amount:
        given = format_money(order.credited_amount, order.currency)
        yield Blocker("credited", f"{given} were credited already, more than it would cost.", fix="Cancel less.")
