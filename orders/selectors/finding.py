"""Find orders by what a caller says: number, outside id, e-mail, phone, or words of customer, address and tags.

What is exact is looked up by its own index and found however many orders there are; words by their beginnings.
"""

import re

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import F, Func, OuterRef, QuerySet
from django.db.models.expressions import Exists

from catalog.models import Channel
from core.numbers import SERIES
from customers.models import Customer
from customers.selectors.finding import customers_matching
from orders.models import Order, OrderSearch

LONGEST_NUMBER = 24
LONGEST_OUTSIDE_ID = 64
# A word that more orders have is so common that the newest ones with it are found sooner by walking back from the end.
RARE = 2000
MOST_WORDS = 8
_WORD = re.compile(r"[^\W_]+")
_PHONE = re.compile(r"\+?[\d ()/.-]{7,}")
_MAIL = re.compile(r"\S+@\S+\.\S+")


class Unindexed(Func):
    """The words as they are, but nothing the index could be asked with: for what is read row by row anyway."""

    function = "strip"
    output_field = SearchVectorField()


def order_named(term: str) -> Order | None:
    """The order whose number this is, with or without its prefix; at most two indexed queries."""
    return Order.objects.filter(number__in=numbers_meant(term)).order_by("-id").first()


def numbers_meant(term: str) -> list[str]:
    """The numbers an order may have that is called so: a number without its prefix is one of every channel."""
    wanted = term.strip().upper()
    if not wanted or len(wanted) > LONGEST_NUMBER:
        return []
    if not wanted.isdecimal():
        return [wanted]
    prefixes = set(Channel.objects.values_list("number_prefix", flat=True)) | {SERIES["order"]}
    return [f"{prefix}-{wanted}" for prefix in sorted(prefixes) if prefix]


def orders_of_outside(term: str) -> QuerySet[Order]:
    """Orders that a shop calls so, in any channel; by the index of each channel."""
    term = term.strip()
    if not term or len(term) > LONGEST_OUTSIDE_ID:
        return Order.objects.none()
    return Order.objects.filter(channel__in=Channel.objects.values("pk"), external_id=term)


def customers_called(term: str) -> QuerySet[Customer]:
    """Customers with exactly this e-mail or phone, however it is written; none for anything else."""
    term = term.strip()
    if _MAIL.fullmatch(term) or _PHONE.fullmatch(term):
        return customers_matching(term, Customer.objects.all())
    return Customer.objects.none()


def orders_matching(term: str, orders: QuerySet[Order] | None = None) -> QuerySet[Order]:
    """Orders whose words begin with every word of ``term``; never a scan of the table.

    Nothing without a letter or digit in it. Not ordered, not limited. One query of its own, to see how common it is.
    """
    orders = Order.objects.all() if orders is None else orders
    query = words_query(term)
    if query is None:
        return orders.none()
    wanted = SearchQuery(query, config="simple", search_type="raw")
    found = OrderSearch.objects.filter(document=wanted)
    seen = found[: RARE + 1].count()
    if not seen:
        return orders.none()
    if seen <= RARE:
        return orders.filter(pk__in=found.values("pk"))
    walked = OrderSearch.objects.annotate(words=Unindexed(F("document"))).filter(order=OuterRef("pk"), words=wanted)
    return orders.filter(Exists(walked))


def words_query(term: str) -> str | None:
    """What PostgreSQL is asked for: every word as the beginning of one; None when there is no word in it."""
    words = [re.sub(r"\D", "", term)] if _PHONE.fullmatch(term.strip()) else _WORD.findall(term.lower())
    return " & ".join(f"{word}:*" for word in words[:MOST_WORDS]) or None
