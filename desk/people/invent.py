"""A person and an address for any seed text; nobody real, every mail address in example.com."""

import zlib

from desk.people.places import PLACES
from orders.intake.requests import AddressRequest, CustomerRequest

FIRST_NAMES = (
    "Ada", "Ben", "Clara", "David", "Elif", "Femi", "Greta", "Hugo", "Ines", "Jonas", "Katrin", "Liam", "Mara",
    "Noah", "Olga", "Pavel", "Quinn", "Rosa", "Sven", "Tara", "Umar", "Vera", "Wanda", "Xenia", "Yusuf", "Zoe",
)  # fmt: skip
LAST_NAMES = (
    "Adler", "Baker", "Costa", "Dahl", "Evans", "Fischer", "Garcia", "Hughes", "Ivanov", "Jensen", "Kaya", "Larsen",
    "Moreau", "Nowak", "Okafor", "Parker", "Quist", "Rossi", "Silva", "Tanaka", "Urban", "Vogel", "Weber", "Young",
    "Zeller",
)  # fmt: skip
_STREETS = ("Mill Lane", "Station Road", "Garden Street", "Harbor Way", "Church Hill", "Market Square", "River Walk")


def number_for(seed: str) -> int:
    """A stable number for a text, the same on every machine."""
    return zlib.crc32(seed.encode())


def invent_name(seed: str) -> str:
    number = number_for(f"name {seed}")
    return f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {LAST_NAMES[number // 97 % len(LAST_NAMES)]}"


def invent_customer(seed: str, *, external_id: str = "", locale: str = "en") -> CustomerRequest:
    """A customer with a name and a mail address that leads nowhere."""
    mailbox = seed.lower().replace(" ", "-")
    return CustomerRequest(
        name=invent_name(seed), email=f"{mailbox}@example.com", external_id=external_id, locale=locale
    )


def invent_address(seed: str, country: str) -> AddressRequest:
    """An address in the country (ISO 3166 alpha-2); an unlisted country gets a city without a code of its own."""
    number = number_for(f"address {seed}")
    known = PLACES.get(country) or (("Central City", "10000", ""),)
    city, postal_code, region = known[number % len(known)]
    street = _STREETS[number // 11 % len(_STREETS)]
    return AddressRequest(
        name=invent_name(seed),
        line1=f"{1 + number // 101 % 180} {street}",
        city=city,
        region=region,
        postal_code=postal_code,
        country=country,
    )
