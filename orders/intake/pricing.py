"""What an order costs: line amounts, shares of discount and of tax. Pure arithmetic."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.money import ZERO, quantize, split

_RATE = Decimal("0.000001")


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


def without_tax(gross: Decimal, percent: Decimal) -> Decimal:
    """The rate that is left of ``gross`` when the tax inside it is waived; six decimals, as unit prices have."""
    return (gross * 100 / (100 + percent)).quantize(_RATE, rounding=ROUND_HALF_UP)


def with_tax(net: Decimal, percent: Decimal) -> Decimal:
    """The roundest price of at most six decimals that ``without_tax`` takes to ``net``."""
    gross = net * (100 + percent) / 100
    rounded = (gross.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) for places in range(7))
    return next((price for price in rounded if without_tax(price, percent) == net), gross.quantize(_RATE))


def discount_shares(
    amounts: Sequence[Decimal], own: Sequence[Decimal], discount: Decimal, currency: str
) -> list[Decimal]:
    """What each line is cheaper by: its own discount, and its share of ``discount`` by what is left of it.

    No share is more than its line. Raises ValueError when the discount is more than what is left of the goods.
    """
    left = [amount - less for amount, less in zip(amounts, own, strict=True)]
    goods = sum(left, ZERO)
    if discount > goods:
        raise ValueError(f"A discount of {discount} is more than the goods, {goods} {currency}.")
    if not discount:
        return list(own)
    return [less + share for less, share in zip(own, split(discount, left, currency), strict=True)]


def tax_shares(bases: Sequence[tuple[Decimal, Decimal]], currency: str, *, is_included: bool) -> list[Decimal]:
    """Tax of (taxable amount, percent) parts: rounded once per percentage, then shared by largest remainder.

    Source: EN 16931, BR-CO-17: the tax of a rate is its taxable amount times the rate, rounded once.
    """
    groups: dict[Decimal, list[int]] = defaultdict(list)
    for index, (_, percent) in enumerate(bases):
        groups[percent].append(index)
    shares = [ZERO] * len(bases)
    for percent, members in groups.items():
        parts = [bases[index][0] for index in members]
        tax = tax_of(sum(parts, ZERO), percent, currency, is_included=is_included)
        if tax:
            for index, share in zip(members, split(tax, parts, currency), strict=True):
                shares[index] = share
    return shares


def totals_of(lines: Sequence[PricedLine], charges: Sequence[PricedCharge], *, tax_included: bool) -> Totals:
    """Sums of an order; exact because every part is already quantized."""
    goods = sum((line.amount for line in lines), ZERO)
    discount = sum((line.discount for line in lines), ZERO)
    extra = sum((charge.amount for charge in charges), ZERO)
    tax = sum((line.tax for line in lines), ZERO) + sum((charge.tax for charge in charges), ZERO)
    total = goods - discount + extra + (ZERO if tax_included else tax)
    return Totals(goods, discount, extra, tax, total)
