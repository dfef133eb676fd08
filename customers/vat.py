"""VAT ids: shape and check digits, offline. Whether the office has it registered today only the office knows."""

from dataclasses import dataclass
from typing import Any

from stdnum import get_cc_module
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError

from customers.errors import InvalidVatId

# Source: Council Directive 2006/112/EC, article 215: Greece writes EL. XI, Northern Ireland, is no member.
_COUNTRIES = {"EL": "GR"}
EU_COUNTRIES = frozenset(code.upper() for code in eu_vat.MEMBER_STATES) - {"XI"}
MAX_LENGTH = 20


@dataclass(frozen=True, slots=True)
class VatId:
    """A checked VAT id as it is written on invoices, and the ISO 3166 country that gave it."""

    number: str
    country: str


def check_vat_id(text: str, *, field: str = "vat_id") -> VatId:
    """The VAT id without spaces and signs. Raises InvalidVatId when its check digits are wrong.

    Begins with the country, such as DE136695976; EL for Greece.
    """
    prefix = text.strip()[:2].upper()
    issuer = _issuer(prefix)
    if issuer is None:
        raise InvalidVatId(
            f"“{text}” is no VAT id: it begins with the two letters of its country, such as DE136695976.", field=field
        )
    try:
        number = issuer.validate(text)
    except ValidationError as error:
        raise InvalidVatId(
            f"“{text}” is not a valid VAT id: {_reason(error)} Look at it again.", field=field
        ) from error
    number = number if number[:2] == prefix else f"{prefix}{number}"
    return VatId(number[:MAX_LENGTH], _COUNTRIES.get(prefix, prefix))


def vat_id_or_none(text: str) -> VatId | None:
    """The checked id, or None when there is none or it cannot be right."""
    if not text:
        return None
    try:
        return check_vat_id(text)
    except InvalidVatId:
        return None


def _issuer(prefix: str) -> Any:
    """What knows the ids of a country; None for a prefix that is no country's."""
    if prefix.lower() in (*eu_vat.MEMBER_STATES, "el"):
        return eu_vat
    return get_cc_module(prefix.lower(), "vat") if prefix.isascii() and prefix.isalpha() else None


def _reason(error: ValidationError) -> str:
    return f"{str(error).lower().rstrip('.')}."
