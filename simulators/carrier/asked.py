"""Reading what a shipper asks for, and refusing it in a carrier's words."""

import re
from typing import Any

from simulators.carrier.rates import BASE
from simulators.http import Refused

HEAVIEST_GRAMS = 70_000
LONGEST_MM = 2_700
UNSERVED = frozenset({"XX"})
# Source: Universal Postal Union, addressing: countries without postal codes.
NO_POSTAL_CODE = frozenset(
    re.findall(
        "[A-Z]{2}",
        "AE AG AO AW BF BI BJ BO BS BW BZ CI CM DM ER FJ GD GH GM GQ GY HK JM KI KM"
        " KP LY ML MR MW NR PA QA RW SB SC SL SR ST SY TD TG TK TO TV UG VU YE ZW",
    )
)


def refused(field: str, code: str, message: str) -> Refused:
    return Refused(422, code, message, field=field)


def check_address(wanted: dict[str, Any], who: str) -> None:
    """Raises Refused when an address cannot be delivered to."""
    address = wanted.get(who)
    if not isinstance(address, dict):
        raise refused(who, "missing_field", f"{who} is required.")
    if not (address.get("name") or address.get("company")):
        raise refused(f"{who}.name", "missing_field", f"The {who} needs a contact or company name.")
    for name in ("line1", "city", "country"):
        if not str(address.get(name) or "").strip():
            raise refused(f"{who}.{name}", "missing_field", f"The {who} address needs a {name}.")
    check_place(address, who)


def check_place(address: dict[str, Any], who: str) -> None:
    """Raises Refused for countries that are not served and postal codes that are missing."""
    country = str(address.get("country") or "")
    if not re.fullmatch("[A-Z]{2}", country):
        raise refused(f"{who}.country", "invalid_country", "country is a two-letter ISO 3166 code.")
    if country in UNSERVED:
        raise refused(f"{who}.country", "destination_not_served", f"We do not serve {country}.")
    if not str(address.get("postal_code") or "").strip() and country not in NO_POSTAL_CODE:
        raise refused(f"{who}.postal_code", "missing_field", f"A postal code is required in {country}.")


def check_parcel(parcel: object, field: str) -> None:
    """Raises Refused for a weight or size we do not carry."""
    if not isinstance(parcel, dict):
        raise refused(field, "missing_field", f"{field} is required.")
    weight = parcel.get("weight_grams")
    if not isinstance(weight, int) or isinstance(weight, bool) or weight <= 0:
        raise refused(f"{field}.weight_grams", "invalid_weight", "The weight must be more than zero grams.")
    if weight > HEAVIEST_GRAMS:
        raise refused(f"{field}.weight_grams", "overweight", "The parcel exceeds the maximum weight of 70 kg.")
    for name in ("length_mm", "width_mm", "height_mm"):
        size = parcel.get(name)
        if size is not None and (not isinstance(size, int) or isinstance(size, bool) or not 0 < size <= LONGEST_MM):
            raise refused(f"{field}.{name}", "invalid_dimension", f"{name} must be 1 to {LONGEST_MM} millimeters.")


def check_label(wanted: dict[str, Any]) -> None:
    """Raises Refused for a label that no carrier would sell."""
    if wanted.get("service") not in tuple(BASE):
        raise refused("service", "unknown_service", f"Services are: {', '.join(BASE)}.")
    check_address(wanted, "shipper")
    check_address(wanted, "recipient")
    check_parcel(wanted.get("parcel"), "parcel")
    formats = wanted.get("formats", ["pdf", "zpl"])
    if not isinstance(formats, list) or not formats or any(name not in ("pdf", "zpl") for name in formats):
        raise refused("formats", "unknown_format", "Formats are: pdf, zpl.")
