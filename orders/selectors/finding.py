"""Find orders by what a caller says: number, outside id, name, e-mail, phone, town, postal code."""

import re

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from catalog.models import Channel
from orders.models import Order

_WORD = re.compile(r"\w+")
_PHONE = re.compile(r"\+?[\d ()/.-]{7,}")
_PHONE_SIGNS = re.compile(r"\D")


def order_named(term: str) -> Order | None:
    """The order whose number this is, with or without its prefix; at most two indexed queries."""
    wanted = term.strip().upper()
    if not wanted:
        return None
    numbers = [wanted]
    if wanted.isdecimal():
        prefixes = set(Channel.objects.values_list("number_prefix", flat=True)) | {"O"}
        numbers = [f"{prefix}-{wanted}" for prefix in prefixes]
    return Order.objects.filter(number__in=numbers).order_by("-id").first()


def orders_matching(term: str, orders: QuerySet[Order] | None = None) -> QuerySet[Order]:
    """Orders whose words begin with every word of ``term``; never a scan of the table.

    Nothing without a letter or digit in it. Not ordered, not limited.
    """
    orders = Order.objects.all() if orders is None else orders
    words = [_PHONE_SIGNS.sub("", term)] if _PHONE.fullmatch(term.strip()) else _WORD.findall(term.lower())
    if not words:
        return orders.none()
    query = " & ".join(_any_form(word) for word in words)
    return orders.filter(search__document=SearchQuery(query, config="simple", search_type="raw"))


def _any_form(word: str) -> str:
    """The word as a prefix; digits also as the number with a sign that a phone number is read as."""
    return f"({word}:* | '+{word}':*)" if word.isdecimal() else f"{word}:*"
