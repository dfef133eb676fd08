"""Numbers and barcodes of GS1. Source: GS1 General Specifications, SSCC (AI 00), GS1-128 with FNC1."""

from stdnum import ean

from core.errors import Misconfigured

# Code 128's function character 1 at the first place makes a GS1-128 of it; so reportlab spells it.
FNC1 = "\xf1"
# What GS1 leaves to every house for use inside, where no company prefix was bought.
INSIDE = "0000000"
SSCC_DIGITS, PREFIX_DIGITS = 18, range(7, 11)


def sscc_of(serial: int, *, prefix: str) -> str:
    """The 18 digits of a parcel: an extension digit, the company prefix, the serial number, a check digit.

    The extension digit is the serial's highest. Raises Misconfigured for a prefix that is none, and when its numbers
    are used up.
    """
    company = prefix or INSIDE
    if not company.isdecimal() or len(company) not in PREFIX_DIGITS:
        raise Misconfigured("GS1_COMPANY_PREFIX must be the 7 to 10 digits that GS1 gave.")
    digits = SSCC_DIGITS - 1 - len(company)
    text = str(serial).zfill(digits)
    if len(text) > digits:
        raise Misconfigured(f"All numbers of the company prefix {company} are given: ask GS1 for another.")
    body = text[0] + company + text[1:]
    return body + ean.calc_check_digit(body)


def sscc_symbol(sscc: str) -> str:
    """What is drawn for an SSCC."""
    return f"{FNC1}00{sscc}"


def order_symbol(number: str) -> str:
    """What is drawn for an order's number (AI 400)."""
    return f"{FNC1}400{number}"
