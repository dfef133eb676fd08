"""The order as its change would leave it: copies in memory, priced; nothing is written and nothing is locked."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal

from core.money import ZERO, quantize
from orders.editing.adding import added_kit, added_line, gathered_for, is_kit
from orders.editing.charging import shipping_charges, terms_of
from orders.editing.repricing import Cheaper, Goods, Repriced, reprice
from orders.intake.pricing import PricedLine
from orders.models import (
    Order,
    OrderChange,
    OrderChangeAction,
    OrderCharge,
    OrderDiscount,
    OrderKit,
    OrderLine,
    VoucherKind,
    VoucherRedemption,
)
from orders.selectors.worth import canceled_so_far
from orders.statuses import ActionKind


@dataclass(slots=True)
class Staged:
    """What a change makes of an order. ``lines`` are those that exist, by key; ``new_lines`` come after them.

    ``cancel`` is units by line; discounts and charges that would be nothing are left out.
    """

    before: Order
    order: Order
    actions: Sequence[OrderChangeAction]
    lines: dict[int, OrderLine]
    new_lines: list[OrderLine]
    charges: list[OrderCharge]
    gone_charges: list[OrderCharge]
    discounts: list[OrderDiscount]
    redemptions: list[VoucherRedemption]
    cancel: dict[int, int] = field(default_factory=dict)

    @property
    def every_line(self) -> list[OrderLine]:
        return [*self.lines.values(), *self.new_lines]

    @property
    def new_kits(self) -> list[OrderKit]:
        """The kits of new lines, each once."""
        return list({line.kit.position: line.kit for line in self.new_lines if line.kit is not None}.values())

    def action(self, kind: str) -> OrderChangeAction | None:
        """The step of a kind that a change has once."""
        return next((action for action in self.actions if action.kind == kind), None)


def actions_of(change: OrderChange) -> list[OrderChangeAction]:
    """The steps in the order they were taken, with what they name; one query."""
    if change.pk is None:
        return []
    return list(change.actions.select_related("sku", "address", "method", "line"))


def stage(order: Order, lines: Sequence[OrderLine], actions: Sequence[OrderChangeAction]) -> Staged:
    """Apply the steps to copies of the order's rows and price it anew; three queries.

    Raises CannotReprice when what came back forbids it.
    """
    staged = Staged(
        before=order, order=copy(order), actions=actions, lines={line.pk: copy(line) for line in lines}, new_lines=[],
        charges=list(order.charges.order_by("pk")), gone_charges=[],
        discounts=list(order.discounts.order_by("pk")),
        redemptions=list(order.redemptions.select_related("voucher").order_by("pk")),
    )  # fmt: skip
    for line in staged.lines.values():
        line.order = staged.order
    _set_prices(staged)
    _set_quantities(staged)
    _add_lines(staged)
    _set_terms(staged)
    _price(staged)
    return staged


def _of_kind(staged: Staged, *kinds: str) -> list[OrderChangeAction]:
    return [action for action in staged.actions if action.kind in kinds]


def _set_prices(staged: Staged) -> None:
    for action in _of_kind(staged, ActionKind.SET_PRICE):
        line = staged.lines[action.line_id or 0]
        assert action.unit_price is not None
        line.unit_price, line.price_reason = action.unit_price, action.reason


def _set_quantities(staged: Staged) -> None:
    """Fewer units are canceled, more come as a line of their own at the same price."""
    for action in _of_kind(staged, ActionKind.SET_QUANTITY, ActionKind.CANCEL_UNITS):
        line, count = staged.lines[action.line_id or 0], action.quantity or 0
        left = line.ordered - line.canceled
        more = count - left if action.kind == ActionKind.SET_QUANTITY else -count
        if more < 0:
            staged.cancel[line.pk] = -more
            line.canceled -= more
        elif more:
            staged.new_lines.append(_more_of(staged, line, more))


def _more_of(staged: Staged, line: OrderLine, count: int) -> OrderLine:
    fresh = OrderLine(
        order=staged.order, position=_next_position(staged), sku_id=line.sku_id, name=line.name,
        unit_price=line.unit_price, list_price=line.list_price, price_reason=line.price_reason,
        tax_percent=line.tax_percent, track_stock=line.track_stock, needs_shipping=line.needs_shipping,
        ordered=count, unplaced=count,
    )  # fmt: skip
    # A percentage off the line was agreed for its goods, however many of them.
    staged.discounts += [
        OrderDiscount(
            order=staged.order, label=one.label, reason=one.reason, code=one.code, line=fresh, percent=one.percent,
            amount=ZERO,
        )
        for one in list(staged.discounts)
        if one.line_id == line.pk and one.percent is not None
    ]  # fmt: skip
    return fresh


def _add_lines(staged: Staged) -> None:
    added = _of_kind(staged, ActionKind.ADD_LINE)
    gathered = gathered_for(added, staged.order)
    for action in added:
        position = _next_position(staged)
        if is_kit(action.sku):
            staged.new_lines += added_kit(staged.order, action, position, gathered)
        else:
            staged.new_lines.append(added_line(staged.order, action, position))


def _next_position(staged: Staged) -> int:
    return max((line.position for line in staged.every_line), default=0) + 1


def _set_terms(staged: Staged) -> None:
    elsewhere, otherwise = staged.action(ActionKind.SET_ADDRESS), staged.action(ActionKind.SET_METHOD)
    if elsewhere is not None:
        staged.order.shipping_address = elsewhere.address
    if otherwise is not None:
        staged.order.shipping_method = otherwise.method


def _price(staged: Staged) -> None:
    """Amounts of all lines, discounts and charges, then the totals, from what was agreed."""
    vouchers = {one.voucher.code: one for one in staged.redemptions}
    if staged.action(ActionKind.SET_METHOD) is not None:
        # What goods cost decides whether shipping is free; it does not depend on the charge.
        _adopt(staged, _repriced(staged, vouchers), vouchers)
        _replace_shipping(staged)
    _adopt(staged, _repriced(staged, vouchers), vouchers)
    staged.discounts = [one for one in staged.discounts if one.amount or one.pk]
    _add_up(staged)


def _repriced(staged: Staged, vouchers: Mapping[str, VoucherRedemption]) -> Repriced:
    lines = staged.every_line
    index = {id(line): place for place, line in enumerate(lines)} | {line.pk: n for n, line in enumerate(lines)}

    def place_of(one: OrderDiscount) -> int | None:
        if one.pk is None and one.line is not None:
            return index[id(one.line)]
        return index[one.line_id] if one.line_id is not None else None

    return reprice(
        [Goods(line.ordered, line.unit_price, line.tax_percent, _fixed(line)) for line in lines],
        [Cheaper(place_of(one), _percent(one, lines), _agreed(one, vouchers)) for one in staged.discounts],
        [(charge.amount, charge.tax_percent) for charge in staged.charges],
        staged.order.currency,
        tax_included=staged.order.prices_include_tax,
    )


def _percent(one: OrderDiscount, lines: Sequence[OrderLine]) -> Decimal | None:
    """A percentage off a kit was rounded once for the kit: its lines keep their shares of that amount."""
    is_share = one.line_id is not None and any(line.pk == one.line_id and line.kit_id is not None for line in lines)
    return None if is_share else one.percent


def _fixed(line: OrderLine) -> PricedLine | None:
    """Goods that came back were credited at their share; what is left of the line must stay the rest of it."""
    return PricedLine(line.amount, line.discount_amount, line.tax_amount) if line.returned else None


def _agreed(one: OrderDiscount, vouchers: Mapping[str, VoucherRedemption]) -> Decimal:
    """A voucher's whole amount, though the goods did not cost that much before."""
    used = vouchers.get(one.code) if one.line_id is None and one.code else None
    if used is None or used.voucher.kind != VoucherKind.FIXED:
        return one.amount
    return max(one.amount, quantize(used.voucher.amount or ZERO, used.voucher.currency))


def _adopt(staged: Staged, repriced: Repriced, vouchers: Mapping[str, VoucherRedemption]) -> None:
    for line, priced in zip(staged.every_line, repriced.lines, strict=True):
        line.amount, line.discount_amount, line.tax_amount = priced.amount, priced.discount, priced.tax
        gone = canceled_so_far(line)
        line.canceled_amount, line.canceled_tax_amount = gone.amount, gone.tax
        line.canceled_discount_amount = gone.discount
    for one, amount in zip(staged.discounts, repriced.discounts, strict=True):
        one.amount = amount
        if one.line_id is None and one.code in vouchers:
            vouchers[one.code].amount = amount
    for charge, tax in zip(staged.charges, repriced.charge_taxes, strict=True):
        charge.tax_amount = tax


def _replace_shipping(staged: Staged) -> None:
    goods = sum((line.amount - line.discount_amount for line in staged.every_line), ZERO)
    kept, gone, fresh = shipping_charges(
        staged.order, staged.charges, terms_of(staged.before), goods=goods, redemptions=staged.redemptions
    )
    staged.charges, staged.gone_charges = [*kept, *fresh], gone


def _add_up(staged: Staged) -> None:
    order, lines, charges = staged.order, staged.every_line, staged.charges
    order.lines_total = sum((line.amount - line.canceled_amount for line in lines), ZERO)
    order.discount_total = sum((line.discount_amount - line.canceled_discount_amount for line in lines), ZERO)
    order.charges_total = sum((charge.amount - charge.canceled_amount for charge in charges), ZERO)
    order.tax_total = sum((line.tax_amount - line.canceled_tax_amount for line in lines), ZERO) + sum(
        (charge.tax_amount - charge.canceled_tax_amount for charge in charges), ZERO
    )
    added = ZERO if order.prices_include_tax else order.tax_total
    order.total = order.lines_total - order.discount_total + order.charges_total + added
