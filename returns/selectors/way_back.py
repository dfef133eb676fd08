"""Where the goods of a return are sent, as it is told to their customer."""

from babel import Locale

from returns.models import Return


def send_to(ret: Return, locale: str) -> tuple[str, ...]:
    """The lines of a parcel's address: shop and return first, so that the dock knows whose it is.

    ``locale`` as Babel names it. The return's warehouse and its order's channel are read.
    """
    house = ret.warehouse
    place = f"{house.postal_code} {house.city}".strip()
    country = Locale.parse(locale).territories.get(house.country, house.country)
    lines = (f"{ret.order.channel.name} – {ret.number}", house.line1, place, str(country))
    return tuple(line for line in lines if line)
