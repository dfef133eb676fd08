"""The one place where amounts are rounded and split.

Amounts are ``Decimal`` in the currency's minor unit; unit prices are rates and stay unrounded.
Source: ISO 4217 minor units, through py-moneyed's currency table.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import format_currency
from moneyed import Money, get_currency
from moneyed.classes import CurrencyDoesNotExist

from core.errors import InvalidInput, OmsError

__all__ = [
    "ZERO",
    "Money",
    "UnknownCurrency",
    "ensure_amount",
    "exponent",
    "format_money",
    "line_amount",
    "minor_unit",
    "quantize",
    "rate_amount",
    "split",
    "tidy",
]

ZERO = Decimal(0)


class UnknownCurrency(OmsError):
    """The code is not an ISO 4217 currency."""

    code = "unknown_currency"


@lru_cache(maxsize=256)
def exponent(currency: str) -> int:
    """Decimals of the currency's minor unit: JPY 0, EUR 2, KWD 3. Raises UnknownCurrency."""
    try:
        sub_unit = get_currency(currency).sub_unit
    except CurrencyDoesNotExist as error:
        raise UnknownCurrency(f"{currency!r} is not an ISO 4217 currency code.", field="currency") from error
    return len(str(sub_unit)) - 1


@lru_cache(maxsize=256)
def minor_unit(currency: str) -> Decimal:
    """The smallest amount that can be paid in the currency, such as 0.01 for EUR."""
    return Decimal(1).scaleb(-exponent(currency))


def quantize(amount: Decimal, currency: str) -> Decimal:
    """The amount in the currency's minor unit, half rounded away from zero, as invoices do."""
    return amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP)


def ensure_amount(amount: Decimal, currency: str, *, field: str = "amount") -> None:
    """Raises InvalidInput unless the amount is above nothing and no finer than the currency's minor unit."""
    if amount <= 0 or amount != quantize(amount, currency):
        raise InvalidInput(f"{amount} is not an amount in {currency}.", field=field)


def line_amount(quantity: int, unit_price: Decimal, currency: str) -> Decimal:
    """round(quantity × unit price): the only rounding between a price list and a line."""
    return quantize(quantity * unit_price, currency)


def rate_amount(base: Decimal, percent: Decimal, currency: str) -> Decimal:
    """``percent`` of ``base``, rounded once."""
    return quantize(base * percent / 100, currency)


def split(amount: Decimal, weights: Sequence[Decimal | int], currency: str) -> list[Decimal]:
    """Shares of ``amount`` by weight that sum to it exactly, by largest remainder.

    Weights that are all zero count as equal. Raises ValueError without weights, for a negative
    weight, or for an amount finer than the currency's minor unit.
    """
    if not weights:
        raise ValueError("An amount cannot be split among nobody.")
    if any(weight < 0 for weight in weights):
        raise ValueError("Weights must not be negative.")
    unit = minor_unit(currency)
    units = amount / unit
    if units != units.to_integral_value():
        raise ValueError(f"{amount} is finer than the minor unit of {currency}.")
    sign = -1 if units < 0 else 1
    whole = abs(int(units))
    parts = [Decimal(weight) for weight in weights]
    total = sum(parts)
    if total == 0:
        parts, total = [Decimal(1)] * len(parts), Decimal(len(parts))
    exact = [whole * part / total for part in parts]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: (shares[index] - exact[index], index))
    for index in by_remainder[: whole - sum(shares)]:
        shares[index] += 1
    return [sign * share * unit for share in shares]


@lru_cache(maxsize=4096)
def format_money(amount: Decimal, currency: str, locale: str = "en_US") -> str:
    """The amount as a person writes it, with the currency's own symbol and decimals."""
    return str(format_currency(amount, currency, locale=locale))


def tidy(value: Decimal) -> Decimal:
    """25.00 for the 25.0000 that a column keeps; what is finer than a cent stays as fine as it is."""
    coarse = value.quantize(Decimal("0.01"))
    return coarse if coarse == value else value.normalize()


def format_rate(rate: Decimal, currency: str) -> str:
    """A price of one unit as a person reads it; a rate finer than the currency's unit keeps its decimals."""
    if quantize(rate, currency) == rate:
        return format_money(rate, currency)
    return f"{rate.normalize():f} {currency}"
