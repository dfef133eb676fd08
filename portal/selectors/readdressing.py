"""Whether an order can still be sent elsewhere, and where it goes so far."""

from dataclasses import dataclass

from orders.models import Order
from orders.services.addressing import address_blockers
from portal.texts import Words


@dataclass(frozen=True, slots=True)
class Readdress:
    """What the form says of the old address: no more of it than the page shows anyway."""

    now: str
    country: str


def readdress_of(order: Order, words: Words) -> Readdress | None:
    """None once something of it is packed, or when it is sent to nobody; no query of its own."""
    address = order.shipping_address
    if address is None or any(address_blockers(order)):
        return None
    country = words.country(address.country)
    return Readdress(
        now=words("address_now", place=f"{address.name}, {address.city}"),
        country=words("address_country", country=country),
    )
