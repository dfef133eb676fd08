"""Grow the shop chunk by chunk: each is one transaction, and who was interrupted goes on behind the last one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from core.errors import MoveRefused
from desk.scale import movements, orders
from desk.scale.people import ORDERS_EACH, write_customers
from desk.scale.shop import CODE, ScaleShop, Shop, list_goods, open_shop
from desk.scale.wishes import wish_for
from orders.models import Order

CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Progress:
    what: str
    done: int
    outof: int


def real_orders() -> int:
    """Whether there are orders of any other channel: one, or none."""
    return Order.objects.exclude(channel__code=CODE)[:1].count()


def grow(*, outof: int, seed: int, now: datetime, chunk: int = CHUNK) -> Iterator[Progress]:
    """Customers, then orders, until there are ``outof``; told after each chunk, which is committed by then.

    Raises MoveRefused when the shop holds more orders already.
    """
    shop = open_shop()
    there = Order.objects.filter(channel=shop.channel_id).count()
    if there > outof:
        raise MoveRefused(f"grow to {outof}: there are {there} orders already", [])
    people = max(1, outof // ORDERS_EACH)
    for first, last in _chunks(1, people, chunk):
        with transaction.atomic():
            write_customers(first=first, last=last, seed=seed)
        yield Progress("customers", last, people)
    analyze("customers_customer", "customers_address")
    list_goods(shop)
    for first, last in _chunks(there + 1, outof, chunk):
        with transaction.atomic():
            _write_chunk(shop, first=first, last=last, outof=outof, seed=seed, now=now)
        if first == there + 1:
            analyze()
        yield Progress("orders", last, outof)
    analyze()


def _write_chunk(shop: ScaleShop, *, first: int, last: int, outof: int, seed: int, now: datetime) -> None:
    wish_for(shop, first=first, last=last, outof=outof, seed=seed, now=now)
    write_all(shop)


def write_all(shop: Shop) -> None:
    """Everything of the orders that the chunk's tables say: in the books, on the floor, and off the shelves."""
    orders.write_orders(shop)
    orders.write_timelines(shop)
    orders.write_words()
    movements.write_money(shop)
    movements.write_work(shop)
    movements.take_goods(shop)


def _chunks(first: int, last: int, size: int) -> Iterator[tuple[int, int]]:
    for start in range(first, last + 1, size):
        yield start, min(last, start + size - 1)


def analyze(*tables: str) -> None:
    """The planner knows the tables as they are now."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")
