"""Amounts as Stripe writes them: whole numbers of a unit that is not always the currency's smallest."""

from decimal import Decimal

from simulators.gateway.stripe.errors import invalid

# Source: docs.stripe.com/currencies, zero-decimal, three-decimal and special cases.
ZERO_DECIMAL = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
)
THREE_DECIMAL = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
# Written with two decimals that must be zero.
WHOLE_OF_HUNDRED = frozenset({"ISK", "UGX"})
LARGEST = 99_999_999


def digits_of(currency: str) -> int:
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def units_of(value: object, *, currency: str, param: str) -> int:
    """A positive whole number of units. Raises Problem for what is none, and for steps the currency does not have."""
    text = str(value if value is not None else "")
    if not text.isascii() or not text.isdigit():
        raise invalid(f"Invalid integer: {text[:20]}", code="parameter_invalid_integer", param=param)
    units = int(text)
    if units < 1 or units > LARGEST:
        code = "amount_too_small" if units < 1 else "amount_too_large"
        raise invalid(f"Amount must be between 1 and {LARGEST}.", code=code, param=param)
    step = 10 if currency in THREE_DECIMAL else 100 if currency in WHOLE_OF_HUNDRED else 1
    if units % step:
        raise invalid(f"Amounts in {currency} must be divisible by {step}.", code="parameter_invalid", param=param)
    return units


def decimal_of(units: int, currency: str) -> Decimal:
    return Decimal(units).scaleb(-digits_of(currency))


def currency_of(value: object) -> str:
    """The code in capitals. Raises Problem for anything else."""
    code = str(value or "")
    if len(code) != 3 or not code.isalpha() or not code.isascii():
        raise invalid("Invalid currency.", code="parameter_invalid_string", param="currency")
    return code.upper()
