"""Find orders by what a caller says: number, outside id, e-mail, phone, or words of customer, address and tags.

What is exact is looked up by its own index and found however many orders there are; words by their beginnings.
"""

import re

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import connection
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
# How many of the newest orders are looked at first, and how many of them are a page: then nothing else is asked.
NEWEST, PAGE = 2000, 50
MOST_WORDS = 8
_AMONG_NEWEST = """
SELECT count(*) FROM (SELECT document FROM orders_ordersearch ORDER BY order_id DESC LIMIT %s) AS newest
WHERE document @@ to_tsquery('simple', %s)
"""
# How many orders have the words, counted no further than that, and the newest of them. Thousands of keys are not sent
# where ten are wanted.
_FEW_WITH = """
WITH few AS MATERIALIZED (
  SELECT order_id FROM orders_ordersearch WHERE document @@ to_tsquery('simple', %s) LIMIT %s
)
SELECT count(*), (array_agg(order_id ORDER BY order_id DESC))[:%s] FROM few
"""
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


def customers_called(term: str) -> QuerySet[Customer]:
    """Customers with exactly this e-mail or phone, however it is written; none for anything else."""
    term = term.strip()
    if _MAIL.fullmatch(term) or _PHONE.fullmatch(term):
        return customers_matching(term, Customer.objects.all())
    return Customer.objects.none()


def orders_matching(
    term: str, orders: QuerySet[Order] | None = None, *, newest: int | None = None
) -> QuerySet[Order]:  # fmt: skip
    """Orders whose words begin with every word of ``term``; never a scan of the table.

    Where a page of orders has just these several words, those that have longer ones are left out. Nothing without a
    letter or digit in it. Not ordered, not limited. A few queries of its own, to see how common the words are: the
    index collects every order that has a word, a quarter of a million for a town. Who takes only the ``newest`` of
    all orders says so.
    """
    orders = Order.objects.all() if orders is None else orders
    query = words_query(term)
    if query is None:
        return orders.none()
    if _among_newest(query) < PAGE:
        # Whole words are found ten times as soon as beginnings, whose every end the index collects. One word alone may
        # be the beginning of a longer one.
        count, keys = _few_with(query.replace(":*", ""), newest) if " & " in query else (0, [])
        if not PAGE <= count <= RARE:
            count, keys = _few_with(query, newest)
        if count <= RARE:
            return orders.filter(pk__among=keys) if keys else orders.none()
    wanted = SearchQuery(query, config="simple", search_type="raw")
    walked = OrderSearch.objects.annotate(words=Unindexed(F("document"))).filter(order=OuterRef("pk"), words=wanted)
    return orders.filter(Exists(walked))


def _few_with(query: str, newest: int | None) -> tuple[int, list[int]]:
    """How many orders have the words, at most one more than ``RARE``, and the keys of the ``newest``, or of all."""
    with connection.cursor() as cursor:
        cursor.execute(_FEW_WITH, [query, RARE + 1, newest or RARE])
        count, keys = cursor.fetchone()
        return int(count), list(keys or [])


def _among_newest(query: str) -> int:
    """How many of the newest orders have the words."""
    with connection.cursor() as cursor:
        cursor.execute(_AMONG_NEWEST, [NEWEST, query])
        return int(cursor.fetchone()[0])


def words_query(term: str) -> str | None:
    """What PostgreSQL is asked for: every word as the beginning of one; None when there is no word in it."""
    words = [re.sub(r"\D", "", term)] if _PHONE.fullmatch(term.strip()) else _WORD.findall(term.lower())
    return " & ".join(f"{word}:*" for word in words[:MOST_WORDS]) or None
