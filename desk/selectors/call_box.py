"""One way to find orders by whatever a caller has at hand: for the call box, the command palette and the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from catalog.models import SKU
from desk.selectors.called import order_behind
from orders.models import Order, OrderLine
from orders.selectors.finding import LONGEST_OUTSIDE_ID, RARE, customers_called, numbers_meant, orders_matching

LIMIT = 50
# More customers than that share no e-mail and no phone: a switchboard's number, say, is looked up as words.
MOST_CUSTOMERS = 100
# Three indexes in one statement. A shop's id is looked up in each channel: that is how its index begins.
_NAMED = """
SELECT id FROM orders_order WHERE number = ANY(%(numbers)s)
UNION SELECT order_id FROM shipping_shippinglabel WHERE tracking_number = ANY(%(labels)s)
UNION SELECT o.id FROM catalog_channel c JOIN orders_order o ON o.channel_id = c.id AND o.external_id = %(outside)s
WHERE %(outside)s <> ''
LIMIT %(most)s
"""


# What is told of an order that was found; the rest of it is read on its own page.
TOLD = ("number", "display_status", "placed_at", "total", "currency", "customer__name", "customer__email")


@dataclass(frozen=True)
class Found:
    """``straight`` is the one order meant; otherwise ``orders``, newest first, no more than were asked for."""

    straight: Order | None
    orders: Sequence[Order]


def find_orders(term: str, *, most: int = LIMIT) -> Found:
    """The newest orders meant, with what is told of them."""
    rows = Order.objects.select_related("customer").only(*TOLD).order_by("-pk")
    found = list(orders_found(term, rows, newest=most)[:most])
    return Found(found[0] if len(found) == 1 else None, found)


def orders_found(term: str, orders: QuerySet[Order], *, newest: int | None = None) -> QuerySet[Order]:
    """Those of ``orders`` that are meant: by number, tracking number, outside id, e-mail, phone, words or SKU.

    What is exact goes first, and what names an order goes before what only describes it. A few indexed queries.
    ``newest``: so many are wanted, and ``orders`` are all there are.
    """
    term = term.replace("\x00", "").strip()
    named = _keys_named(term)
    if named:
        return orders.filter(pk__in=named)
    callers = list(customers_called(term).values_list("pk", flat=True)[: MOST_CUSTOMERS + 1])
    if 0 < len(callers) <= MOST_CUSTOMERS:
        return orders.filter(customer__in=callers)
    matching = orders_matching(term, orders, newest=newest)
    return _of_sku(term, orders) if matching.query.is_empty() else matching


def _keys_named(term: str) -> list[int]:
    """Keys of orders that this number, tracking number or outside id names; one statement for the three of them.

    Else of the order behind the number of a parcel, a return, a payment, a paper or a case.
    """
    if not term:
        return []
    wanted: dict[str, Any] = {
        "numbers": numbers_meant(term), "labels": [term, term.replace(" ", "")],
        "outside": term if len(term) <= LONGEST_OUTSIDE_ID else "", "most": LIMIT,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, wanted)
        found = [key for (key,) in cursor.fetchall()]
    if not found and (behind := order_behind(term)):
        return [behind]
    return found


def _of_sku(term: str, orders: QuerySet[Order]) -> QuerySet[Order]:
    sku = SKU.objects.filter(code__in={term, term.upper()}).values_list("pk", flat=True).first()
    if sku is None:
        return orders.none()
    lines = OrderLine.objects.filter(sku=sku)
    keys = list(lines.order_by("-order_id").values_list("order_id", flat=True)[: RARE + 1])
    # Of goods that everybody buys the newest orders have some; those of others are few, and known already.
    if len(keys) <= RARE:
        return orders.filter(pk__among=keys)
    return orders.filter(pk__in=lines.order_by().values("order_id"))
