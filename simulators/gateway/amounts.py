"""Amounts as text with exactly the digits their currency has."""

import re
from decimal import Decimal, InvalidOperation

from simulators.http import Refused

DEFAULT_DIGITS = 2
# Source: ISO 4217, list one.
NO_DIGITS = (
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "VND",
    "VUV",
    "XAF",
    "XOF",
    "XPF",
)
THREE_DIGITS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
DIGITS = dict.fromkeys(NO_DIGITS, 0) | dict.fromkeys(THREE_DIGITS, 3)


def currency_of(value: object) -> str:
    """A currency code. Raises Refused when it is not three capital letters."""
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value):
        raise Refused(422, "invalid_currency", "currency is a three-letter ISO 4217 code.", field="currency")
    return value


def amount_of(value: object, *, currency: str) -> Decimal:
    """A positive amount. Raises Refused for numbers that are not text, and for more digits than the currency has."""
    if not isinstance(value, str):
        raise Refused(422, "invalid_amount", 'amount is text, for example "12.34".', field="amount")
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise Refused(422, "invalid_amount", "amount is not a number.", field="amount") from None
    if not amount.is_finite() or amount <= 0 or amount >= 10**12:
        raise Refused(422, "invalid_amount", "amount must be more than zero.", field="amount")
    digits = DIGITS.get(currency, DEFAULT_DIGITS)
    if amount != round(amount, digits):
        raise Refused(422, "too_many_decimals", f"{currency} has {digits} decimals.", field="amount")
    return round(amount, digits)


def shown(amount: Decimal, *, currency: str) -> str:
    return f"{amount:.{DIGITS.get(currency, DEFAULT_DIGITS)}f}"
