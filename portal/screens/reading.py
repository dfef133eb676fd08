"""What a form sent, as services take it."""

import re
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from core.errors import InvalidInput
from customers.services.addresses import AddressText
from orders.models import Order, OrderLine
from orders.services.picturing import DrawnPhoto, draw_photos
from orders.services.substituting import Pick
from portal.services.sending import Wish
from support.services.feedback import Rating

LONGEST_TEXT = 4000
LONGEST_WORDS = 2000
LONGEST_CODE = 64
# One digit less than the largest key of a row has.
LONGEST_KEY = 18
_PRICE = re.compile(r"[0-9]{1,13}(\.[0-9]{1,6})?")
# One more than is taken: what is larger is refused, and not read to its end.
MOST_BYTES = settings.ATTACHMENT_MAX_BYTES + 1
ADDRESS_FIELDS = ("name", "company", "line1", "line2", "postal_code", "city", "region")


def text_of(request: HttpRequest, name: str, *, longest: int = LONGEST_TEXT) -> str:
    return storable(request.POST.get(name, "")).strip()[:longest]


def code_of(request: HttpRequest, name: str, otherwise: str = "") -> str:
    """One of the words we offered, as it came; whether it is one of them, the service tells."""
    return text_of(request, name, longest=LONGEST_CODE) or otherwise


def storable(value: object) -> str:
    """Without the one character that PostgreSQL keeps in no text."""
    return str(value).replace("\x00", "")


def key_of(request: HttpRequest) -> str | None:
    """What makes the same form sent twice one act."""
    return storable(request.POST.get("key", ""))[:64] or None


def number_of(value: object, field: str) -> int:
    """Raises InvalidInput for what is no whole number."""
    text = str(value).strip()
    if not (text.isdecimal() and text.isascii()) or len(text) > 9:
        raise InvalidInput("This is not a whole number.", field=field)
    return int(text)


def by_line(request: HttpRequest, prefix: str) -> dict[int, str]:
    """What was sent for each line under ``prefix``, by the line's key; what is empty is left out."""
    found = {}
    for name, value in request.POST.items():
        line_id, text = name.removeprefix(prefix), storable(value)
        if name.startswith(prefix) and is_key(line_id) and text.strip():
            found[int(line_id)] = text
    return found


def is_key(text: str) -> bool:
    """Whether it can be the key of a row: a number that PostgreSQL can look for."""
    return text.isdecimal() and len(text) <= LONGEST_KEY


def units_of(request: HttpRequest) -> dict[int, int]:
    return {line_id: number_of(value, "units") for line_id, value in by_line(request, "line_").items()}


def wish_of(request: HttpRequest) -> Wish:
    """Units, words and pictures of a form. Raises InvalidInput, FileRefused and TooManyPhotos."""
    return Wish(
        units=units_of(request), comment=text_of(request, "comment", longest=LONGEST_WORDS),
        request_key=key_of(request), photos=photos_of(request), now=timezone.now(),
    )  # fmt: skip


def goods_wanted(request: HttpRequest, order: Order, units: Mapping[int, int]) -> dict[str, int] | None:
    """What is to come for ``units``, by SKU code; None for the same goods. Raises InvalidInput for others than offered.

    Offered are the other SKUs of the same product.
    """
    lines = {line.pk: line for line in order.lines.select_related("sku")}
    chosen = by_line(request, "other_")
    wanted: dict[str, int] = defaultdict(int)
    for line_id, count in units.items():
        line = lines.get(line_id)
        if line is None or not count:
            continue
        code = chosen.get(line_id, line.sku.code)
        if code != line.sku.code and not line.sku.product.skus.filter(code=code, is_active=True).exists():
            raise InvalidInput("Choose one of the goods offered.", field="goods")
        wanted[code] += count
    return dict(wanted) if _swaps(chosen, lines) else None


def _swaps(chosen: Mapping[int, str], lines: Mapping[int, OrderLine]) -> bool:
    return any(key in lines and code != lines[key].sku.code for key, code in chosen.items())


def picks_of(request: HttpRequest) -> dict[int, Pick]:
    """The chosen goods by line; a line left at “keep waiting” is not among them."""
    picks: dict[int, Pick] = {}
    for name, value in request.POST.items():
        line_id = name.removeprefix("instead_")
        code, _, price = storable(value).rpartition("|")
        if not name.startswith("instead_") or not value:
            continue
        if not is_key(line_id) or not _PRICE.fullmatch(price):
            raise InvalidInput("Choose one of the goods offered.", field="substitute")
        picks[int(line_id)] = Pick(code, Decimal(price))
    return picks


def photos_of(request: HttpRequest) -> list[DrawnPhoto]:
    """The pictures, drawn anew. Raises FileRefused and TooManyPhotos."""
    return draw_photos((file.name or "", file.read(MOST_BYTES)) for file in request.FILES.getlist("photos"))


def ratings_of(request: HttpRequest) -> list[Rating]:
    """The rating of the order, and those of its lines that were given."""
    whole = number_of(request.POST.get("rating", ""), "rating")
    ratings = [Rating(rating=whole, words=text_of(request, "words", longest=LONGEST_WORDS))]
    for line_id, value in by_line(request, "rating_").items():
        words = text_of(request, f"words_{line_id}", longest=LONGEST_WORDS)
        ratings.append(Rating(rating=number_of(value, "rating"), words=words, line_id=line_id))
    return ratings


def address_of(request: HttpRequest, order: Order) -> AddressText:
    """The new address in the country of the old one. Raises InvalidInput where something is missing."""
    old = order.shipping_address
    given = {name: text_of(request, name, longest=160) for name in ADDRESS_FIELDS}
    if old is None or not all(given[name] for name in ("name", "line1", "postal_code", "city")):
        raise InvalidInput("Fill in name, street, postal code and city.", field="address")
    return AddressText(**given, country=old.country, phone=str(old.phone or ""))
