"""What should be invoiced of an order by now, in exact shares; nothing is read or written here but the order's rows.

Everything is cumulative: what is due is what should be invoiced less what was. So any series of parcels, captures,
cancels and credits sums to the order exactly, and looking twice finds nothing to do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from catalog.models import InvoicePolicy
from core.money import ZERO, quantize, split
from orders.models import Order, OrderCharge, OrderLine
from orders.selectors.worth import amount_shipped, payable, value_of_units
from payments.selectors.billing import Key, Part, credits_given, goods_and_charges, nothing
from payments.statuses import LineKind

Parts = Mapping[Key, Part]


@dataclass(frozen=True)
class Due:
    """What is to be written now, all of it positive: on an invoice, and on credit notes."""

    more: list[Part]
    less: list[Part]


def due_by_now(
    order: Order, lines: Iterable[OrderLine], charges: Iterable[OrderCharge], billed: Parts, back: Mapping[int, int]
) -> Due:
    """What the order's documents lack; ``back`` are the units by line whose money was given back by agreement."""
    wanted = _wanted(order, list(lines), list(charges), billed)
    due = Due(more=[], less=[])
    for key in {**wanted, **{part.key: part for part in goods_and_charges(billed.values())}}:
        gap = _of(wanted, key, order).less(_of(billed, key, order))
        _sort(gap, due)
    _credit(order, [(line, back.get(line.pk, 0)) for line in lines], wanted, credits_given(billed.values()), due)
    return due


def _of(parts: Parts, key: Key, order: Order) -> Part:
    return parts.get(key) or nothing(key, includes_tax=order.prices_include_tax)


def _sort(gap: Part, due: Due) -> None:
    """A gap that costs nothing, such as a cent of included tax that an edit moved, waits for no document of its own."""
    if gap.total > 0:
        due.more.append(replace(gap, units=max(0, gap.units)))
    elif gap.total < 0:
        back = nothing(gap.key, includes_tax=gap.includes_tax).less(gap)
        due.less.append(replace(back, units=max(0, back.units)))
    elif gap.units > 0:
        due.more.append(gap)


def _wanted(order: Order, lines: list[OrderLine], charges: list[OrderCharge], billed: Parts) -> dict[Key, Part]:
    """Goods at their exact shares; every charge with the first goods."""
    wanted: dict[Key, Part] = {}
    is_covered = _is_covered(order)
    for line in lines:
        key = Key(LineKind.GOODS, line.pk, line.tax_percent)
        units = _units_to_bill(order, line, billed, is_covered=is_covered)
        if units:
            worth = value_of_units(line, 0, units)
            wanted[key] = Part(key, units, worth.amount, worth.discount, worth.tax, worth.tax_is_included)
    has_goods = bool(wanted)
    for charge in charges:
        key = Key(LineKind.CHARGE, charge.pk, charge.tax_percent)
        if has_goods or key in billed:
            amount, tax = charge.amount - charge.canceled_amount, charge.tax_amount - charge.canceled_tax_amount
            wanted[key] = Part(key, 0, amount, ZERO, tax, order.prices_include_tax)
    return wanted


def _units_to_bill(order: Order, line: OrderLine, billed: Parts, *, is_covered: bool) -> int:
    """What is invoiced stays invoiced until it is canceled, whatever the channel's policy is by then."""
    before = sum(part.units for key, part in billed.items() if key.kind == LineKind.GOODS and key.row_id == line.pk)
    wanted: int = line.ordered - line.canceled
    kept = min(before, wanted)
    if order.channel.invoice_on == InvoicePolicy.NONE:
        return kept
    return max(kept, wanted if is_covered else _shipped(order, line))


def _is_covered(order: Order) -> bool:
    """Whether the whole order is paid where that is what invoices wait for."""
    captured: Decimal = order.captured_amount
    return order.channel.invoice_on == InvoicePolicy.CAPTURE and captured > ZERO and captured >= payable(order)


def _shipped(order: Order, line: OrderLine) -> int:
    """Shipped units; on capture only once they are paid, or sold on account, where the invoice asks for the money."""
    shipped: int = line.shipped
    if order.channel.invoice_on == InvoicePolicy.SHIPMENT:
        return shipped
    is_paid = order.captured_amount + order.on_account_amount >= amount_shipped(order)
    return shipped if is_paid else 0


def _credit(order: Order, lines: list[tuple[OrderLine, int]], wanted: Parts, given: list[Part], due: Due) -> None:
    """Value given back by agreement: units at their worth, what else there is spread over the rates."""
    worth = sum((part.total for part in wanted.values()), ZERO)
    gap = min(order.credited_amount, worth) - sum((part.total for part in given), ZERO)
    if gap < 0:
        due.more.extend(_spread(-gap, _by_rate(given), order))
        return
    left = _by_rate([*wanted.values(), *(_negative(part) for part in given)])
    for line, units in lines:
        part = _units_back(line, units, given, gap, left)
        if part is not None:
            due.less.append(part)
            gap -= part.total
            left[part.key.tax_percent] = left[part.key.tax_percent].less(_plain(part))
    if gap > 0:
        due.less.extend(_spread(gap, left, order))


def _negative(part: Part) -> Part:
    return nothing(part.key, includes_tax=part.includes_tax).less(part)


def _units_back(
    line: OrderLine, units: int, given: Iterable[Part], gap: Decimal, left: Mapping[Decimal, Part]
) -> Part | None:
    """The next of ``units`` given back that the agreed value pays for in full; None when there are none."""
    room = left.get(line.tax_percent)
    start = sum(part.units for part in given if part.key.row_id == line.pk)
    for count in range(units - start if room else 0, 0, -1):
        worth = value_of_units(line, start, count)
        if room and ZERO < worth.total <= min(gap, room.total):
            key = Key(LineKind.CREDIT, line.pk, line.tax_percent)
            part = Part(key, count, worth.amount, worth.discount, worth.tax, worth.tax_is_included)
            return _with_tax(part, room.tax) if part.total == room.total else part
    return None


def _with_tax(part: Part, tax: Decimal) -> Part:
    """The same value with another tax in it: what takes all that is left of a rate takes its tax to the cent."""
    shift = ZERO if part.includes_tax else part.tax - tax
    return replace(part, amount=part.amount + shift, tax=tax)


def _by_rate(parts: Iterable[Part]) -> dict[Decimal, Part]:
    """The sums of the parts by their tax rate."""
    sums: dict[Decimal, Part] = {}
    for part in parts:
        rate, plain = part.key.tax_percent, _plain(part)
        sums[rate] = plain.less(_negative(sums[rate])) if rate in sums else plain
    return sums


def _plain(part: Part) -> Part:
    """The part as nothing but a value at its tax rate."""
    key = Key(LineKind.CREDIT, None, part.key.tax_percent)
    return replace(part, key=key, units=0, amount=part.amount - part.discount, discount=ZERO)


def _spread(value: Decimal, left: Mapping[Decimal, Part], order: Order) -> list[Part]:
    """``value`` as reductions at the rates that are left, by their weight; what takes all of a rate takes its tax."""
    pools = [pool for pool in left.values() if pool.total > 0]
    shares = split(value, [pool.total for pool in pools], order.currency)
    return [_share_of(pool, share, order.currency) for pool, share in zip(pools, shares, strict=True) if share]


def _share_of(pool: Part, share: Decimal, currency: str) -> Part:
    tax = pool.tax if share == pool.total else quantize(pool.tax * share / pool.total, currency)
    return replace(pool, amount=share - (ZERO if pool.includes_tax else tax), tax=tax)
