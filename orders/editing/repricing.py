"""What an order costs once it is changed: discounts kept and shared anew, tax rounded once per rate. Pure arithmetic.

Everything is worked out for all units ever ordered, canceled ones included, as the order keeps its amounts.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO, line_amount, quantize, rate_amount, split
from orders.errors import CannotReprice
from orders.intake.pricing import PricedLine, discount_shares, tax_of


@dataclass(frozen=True, slots=True)
class Goods:
    """A line as it is to be. ``fixed`` amounts stay: part of it came back and was paid for at its share of them."""

    ordered: int
    unit_price: Decimal
    tax_percent: Decimal
    fixed: PricedLine | None = None


@dataclass(frozen=True, slots=True)
class Cheaper:
    """A discount as it was agreed: a percentage of what those before it left, or up to an amount.

    ``line`` is the index of its line; None: the whole order.
    """

    line: int | None
    percent: Decimal | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Repriced:
    """Amounts per line, per discount, and the tax per charge, in the order given."""

    lines: list[PricedLine]
    discounts: list[Decimal]
    charge_taxes: list[Decimal]


def reprice(
    lines: Sequence[Goods],
    discounts: Sequence[Cheaper],
    charges: Sequence[tuple[Decimal, Decimal]],
    currency: str,
    *,
    tax_included: bool,
) -> Repriced:
    """The same order priced anew; ``charges`` are (amount, tax percent).

    Raises CannotReprice when what came back holds more of a discount or a tax than there would be.
    """
    amounts = [one.fixed.amount if one.fixed else line_amount(one.ordered, one.unit_price, currency) for one in lines]
    less, own = _discounts(amounts, discounts, currency)
    whole = sum((amount for amount, one in zip(less, discounts, strict=True) if one.line is None), ZERO)
    shares = _shares(lines, amounts, own, whole, currency)
    bases = [(amount - share, one.tax_percent) for amount, share, one in zip(amounts, shares, lines, strict=True)]
    fixed = [one.fixed.tax if one.fixed else None for one in lines] + [None] * len(charges)
    taxes = _taxes([*bases, *charges], fixed, currency, tax_included=tax_included)
    priced = [PricedLine(*parts) for parts in zip(amounts, shares, taxes[: len(lines)], strict=True)]
    return Repriced(priced, less, taxes[len(lines) :])


def _discounts(
    amounts: Sequence[Decimal], discounts: Sequence[Cheaper], currency: str
) -> tuple[list[Decimal], list[Decimal]]:
    """What each discount takes off, and what each line's own ones take off it."""
    left, less = list(amounts), [ZERO] * len(discounts)
    for index, one in enumerate(discounts):
        if one.line is not None:
            less[index] = _worth(one, left[one.line], currency)
            left[one.line] -= less[index]
    rest = sum(left, ZERO)
    for index, one in enumerate(discounts):
        if one.line is None:
            less[index] = _worth(one, rest, currency)
            rest -= less[index]
    return less, [amount - remaining for amount, remaining in zip(amounts, left, strict=True)]


def _worth(one: Cheaper, left: Decimal, currency: str) -> Decimal:
    return rate_amount(left, one.percent, currency) if one.percent is not None else min(one.amount, left)


def _shares(
    lines: Sequence[Goods], amounts: Sequence[Decimal], own: Sequence[Decimal], whole: Decimal, currency: str
) -> list[Decimal]:
    shares = [one.fixed.discount if one.fixed else ZERO for one in lines]
    free = [index for index, one in enumerate(lines) if one.fixed is None]
    taken = sum((one.fixed.discount - less for one, less in zip(lines, own, strict=True) if one.fixed), ZERO)
    rest, room = whole - taken, sum((amounts[index] - own[index] for index in free), ZERO)
    if not ZERO <= rest <= room:
        raise CannotReprice("the goods that came back were paid for with a discount that would no longer hold.")
    parts = discount_shares([amounts[i] for i in free], [own[i] for i in free], rest, currency) if free else []
    for index, share in zip(free, parts, strict=True):
        shares[index] = share
    return shares


def _taxes(
    bases: Sequence[tuple[Decimal, Decimal]], fixed: Sequence[Decimal | None], currency: str, *, tax_included: bool
) -> list[Decimal]:
    """As ``intake.pricing.tax_shares``, around what is fixed."""
    groups: dict[Decimal, list[int]] = defaultdict(list)
    for index, (_, percent) in enumerate(bases):
        groups[percent].append(index)
    shares = [known or ZERO for known in fixed]
    for percent, members in groups.items():
        tax = tax_of(sum((bases[i][0] for i in members), ZERO), percent, currency, is_included=tax_included)
        rest = quantize(tax - sum((shares[i] for i in members), ZERO), currency)
        free = [i for i in members if fixed[i] is None]
        if rest < 0 or (rest and not free):
            raise CannotReprice("the goods that came back were paid for with a tax that would no longer hold.")
        if rest:
            for index, share in zip(free, split(rest, [bases[i][0] for i in free], currency), strict=True):
                shares[index] = share
    return shares
