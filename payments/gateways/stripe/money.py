"""Our exact amounts as Stripe's whole numbers, and back. Nothing is ever rounded.

Source: docs.stripe.com/currencies (zero-decimal, three-decimal, special cases).
"""

from decimal import Decimal

from core.errors import Declined

_ZERO_DECIMAL = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
)
# Written in thousandths, of which Stripe takes whole hundredths only.
_THREE_DECIMAL = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
# No decimals by ISO, yet written in hundredths that must be zero.
_WHOLE = frozenset({"ISK", "UGX"})


def units_of(amount: Decimal, currency: str) -> int:
    """The amount in Stripe's unit of the currency. Raises Declined for an amount that Stripe cannot move exactly."""
    units, step = amount.scaleb(_digits(currency)), _step(currency)
    if units % step:
        smallest = Decimal(step).scaleb(-_digits(currency))
        raise Declined(f"Stripe moves {currency} in steps of {smallest:f}; {amount:f} is between two of them.")
    return int(units)


def amount_of(units: int, currency: str) -> Decimal:
    """Stripe's number as an amount of the currency, which may be written in small letters."""
    return Decimal(units).scaleb(-_digits(currency.upper()))


def _digits(currency: str) -> int:
    if currency in _ZERO_DECIMAL:
        return 0
    return 3 if currency in _THREE_DECIMAL else 2


def _step(currency: str) -> int:
    if currency in _THREE_DECIMAL:
        return 10
    return 100 if currency in _WHOLE else 1
