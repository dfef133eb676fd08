"""What of an order can be given back, and what a wish for a refund is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core.errors import InvalidInput
from core.money import ZERO, ensure_amount, format_money, quantize
from orders.models import Order, OrderCharge, OrderLine
from payments.errors import UnitsNotRefundable
from payments.models import RefundKind
from payments.selectors.given import Given, free_units, given_of_charges, given_of_lines, worth_of_next


@dataclass(frozen=True, slots=True)
class RefundWish:
    """Units by order line key, amounts by charge key, and a free amount; amounts in the order's currency."""

    units: Mapping[int, int] = field(default_factory=dict)
    charges: Mapping[int, Decimal] = field(default_factory=dict)
    goodwill: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPart:
    """What a part of a refund is for, and what the customer gets for it, of which tax."""

    kind: RefundKind
    label: str
    amount: Decimal
    tax: Decimal = ZERO
    units: int = 0
    line_id: int | None = None
    charge_id: int | None = None


@dataclass(frozen=True, slots=True)
class RefundableLine:
    """``units`` of the line can be given back; together they are worth ``amount``."""

    line: OrderLine
    units: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RefundableCharge:
    charge: OrderCharge
    amount: Decimal


def refundable_lines(order: Order) -> list[RefundableLine]:
    """Every line with what can still be given back of it; three queries."""
    lines, given = _lines_and_given(order)
    return [
        RefundableLine(line, free, _price_units(line, free, given[line.pk]).amount if free else ZERO)
        for line in lines.values()
        for free in [free_units(line, given[line.pk])]
    ]


def refundable_charges(order: Order) -> list[RefundableCharge]:
    """Shipping and other charges with what can still be given back of them; two queries."""
    given = given_of_charges(order)
    return [RefundableCharge(one, _left_of(order, one, given[one.pk])) for one in order.charges.order_by("pk")]


def price_wish(order: Order, wish: RefundWish) -> list[RefundPart]:
    """The parts of a refund as they would be granted now, without a look at what was captured.

    Raises InvalidInput for amounts and keys that cannot be, UnitsNotRefundable for units that were not shipped or
    are given back already.
    """
    parts = [*_unit_parts(order, wish.units), *_charge_parts(order, wish.charges)]
    if wish.goodwill:
        ensure_amount(wish.goodwill, order.currency)
        parts.append(RefundPart(kind=RefundKind.GOODWILL, label="Goodwill", amount=wish.goodwill))
    return parts


def _unit_parts(order: Order, units: Mapping[int, int]) -> list[RefundPart]:
    wanted = {key: count for key, count in units.items() if count}
    if not wanted:
        return []
    lines, given = _lines_and_given(order)
    for key, count in wanted.items():
        if key not in lines:
            raise InvalidInput(f"Order {order.number} has no line {key}.", field="units")
        _ensure_free(lines[key], count, given[key])
    return [_price_units(lines[key], count, given[key]) for key, count in sorted(wanted.items())]


def _ensure_free(line: OrderLine, count: int, given: Given) -> None:
    free = free_units(line, given)
    if 0 < count <= free:
        return
    reasons = [f"{line.shipped} shipped"]
    if given.units:
        reasons.append(f"{given.units} given back already")
    if line.sent_anew:
        reasons.append(f"{line.sent_anew} sent anew")
    fix = " Cancel what has not shipped: its money goes back by itself." if line.shipped < line.ordered else ""
    raise UnitsNotRefundable(
        f"Line {line.position}: {free} units of {line.name} can be refunded, not {count} ({', '.join(reasons)}).{fix}",
        field="units", line=line.pk, possible=free,
    )  # fmt: skip


def _price_units(line: OrderLine, count: int, given: Given) -> RefundPart:
    amount, tax = worth_of_next(line, count, given)
    return RefundPart(
        kind=RefundKind.UNITS, label=f"{count} × {line.name}", amount=amount, tax=tax, units=count, line_id=line.pk
    )


def _charge_parts(order: Order, amounts: Mapping[int, Decimal]) -> list[RefundPart]:
    wanted = {key: amount for key, amount in amounts.items() if amount}
    if not wanted:
        return []
    charges, given = {charge.pk: charge for charge in order.charges.all()}, given_of_charges(order)
    parts = []
    for key, amount in sorted(wanted.items()):
        if key not in charges:
            raise InvalidInput(f"Order {order.number} has no charge {key}.", field="charges")
        ensure_amount(amount, order.currency, field="charges")
        left = _left_of(order, charges[key], given[key])
        if amount > left:
            label, most = charges[key].label, format_money(left, order.currency)
            raise InvalidInput(f"Of “{label}”, {most} can be given back.", field="charges", possible=str(left))
        tax = _tax_of_charge(order, charges[key], amount, given[key])
        label = charges[key].label
        parts.append(RefundPart(kind=RefundKind.CHARGE, label=label, amount=amount, tax=tax, charge_id=key))
    return parts


def _worth(order: Order, charge: OrderCharge) -> tuple[Decimal, Decimal]:
    """(what the customer pays for the charge, of which tax)."""
    net, tax = charge.amount - charge.canceled_amount, charge.tax_amount - charge.canceled_tax_amount
    return net + (ZERO if order.prices_include_tax else tax), tax


def _left_of(order: Order, charge: OrderCharge, given: Given) -> Decimal:
    return max(ZERO, _worth(order, charge)[0] - given.amount)


def _tax_of_charge(order: Order, charge: OrderCharge, amount: Decimal, given: Given) -> Decimal:
    worth, tax = _worth(order, charge)
    so_far = quantize(tax * (given.amount + amount) / worth, order.currency)
    return min(amount, max(ZERO, so_far - given.tax))


def _lines_and_given(order: Order) -> tuple[dict[int, OrderLine], dict[int, Given]]:
    lines = {line.pk: line for line in OrderLine.objects.filter(order=order).order_by("position")}
    for line in lines.values():
        line.order = order
    return lines, given_of_lines(order, lines.values())
