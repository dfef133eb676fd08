"""What an order costs: line amounts, shares of discount, tax, shipping. Pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO, line_amount, quantize, split


@dataclass(frozen=True, slots=True)
class PricedLine:
    """Amounts of one line in the order's currency; tax is inside ``amount`` when prices include it."""

    amount: Decimal
    discount: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class PricedCharge:
    kind: str
    label: str
    amount: Decimal
    tax_percent: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """total = lines + charges − discount (+ tax where prices do not include it)."""

    lines: Decimal
    discount: Decimal
    charges: Decimal
    tax: Decimal
    total: Decimal


def tax_of(base: Decimal, percent: Decimal, currency: str, *, is_included: bool) -> Decimal:
    """Tax on top of ``base``, or contained in it."""
    return quantize(base * percent / (100 + percent if is_included else 100), currency)


def price_lines(
    lines: Sequence[tuple[int, Decimal, Decimal]], discount: Decimal, currency: str, *, tax_included: bool
) -> list[PricedLine]:
    """Amounts of (quantity, unit price, tax percent) lines, the order's discount shared by largest remainder.

    Raises ValueError when the discount is more than the goods cost.
    """
    amounts = [line_amount(quantity, price, currency) for quantity, price, _ in lines]
    goods = sum(amounts, ZERO)
    if discount > goods:
        raise ValueError(f"A discount of {discount} is more than the goods, {goods} {currency}.")
    shares = split(discount, amounts, currency) if discount else [ZERO] * len(amounts)
    return [
        PricedLine(amount, share, tax_of(amount - share, percent, currency, is_included=tax_included))
        for amount, share, (_, _, percent) in zip(amounts, shares, lines, strict=True)
    ]


def totals_of(lines: Sequence[PricedLine], charges: Sequence[PricedCharge], *, tax_included: bool) -> Totals:
    """Sums of an order; exact because every part is already quantized."""
    goods = sum((line.amount for line in lines), ZERO)
    discount = sum((line.discount for line in lines), ZERO)
    extra = sum((charge.amount for charge in charges), ZERO)
    tax = sum((line.tax for line in lines), ZERO) + sum((charge.tax for charge in charges), ZERO)
    total = goods - discount + extra + (ZERO if tax_included else tax)
    return Totals(goods, discount, extra, tax, total)
