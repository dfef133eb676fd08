"""Write the words an order is found by, in the commit that changes them, and only when they change."""

from collections.abc import Sequence

from django.db import connection

from core.actors import SYSTEM
from core.events import publish
from core.service import service
from customers.events import CustomerRenamed
from orders.locks import lock_orders
from orders.models import Order
from orders.words import DOCUMENTS

CHUNK = 2000
_WRITE = f"""
INSERT INTO orders_ordersearch AS s (order_id, document)
{DOCUMENTS} WHERE o.id = ANY(%s)
ON CONFLICT (order_id) DO UPDATE SET document = EXCLUDED.document
WHERE s.document IS DISTINCT FROM EXCLUDED.document
"""


def refresh_search(order: Order) -> None:
    """Write the words of a locked, saved order anew, from its customer and the address it has now."""
    write_words([order.pk])


def write_words(order_ids: Sequence[int]) -> int:
    """How many of these orders had no words or others than they should; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [list(order_ids)])
        return int(cursor.rowcount)


@service
def rewrite_chunk(*, after: int, upto: int, most: int = CHUNK) -> tuple[int, int | None]:
    """How many of the next orders behind key ``after`` were written, and the last key looked at; None at the end."""
    ids = list(
        Order.objects.filter(pk__gt=after, pk__lte=upto).order_by("pk").values_list("pk", flat=True)[:most]
    )  # fmt: skip
    if not ids:
        return 0, None
    lock_orders(ids)
    return write_words(ids), ids[-1]


@service
def follow_customer(*, customer_id: int, after: int = 0, most: int = CHUNK) -> None:
    """The customer's orders are found by what the customer is called now; some at a time, each an effect of its own."""
    orders = Order.objects.filter(customer_id=customer_id, pk__gt=after).order_by("pk")
    ids = list(orders.values_list("pk", flat=True)[:most])
    lock_orders(ids)
    write_words(ids)
    if len(ids) == most:
        publish(CustomerRenamed(customer_id=customer_id, after=ids[-1]), actor=SYSTEM)
