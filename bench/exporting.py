"""A list of orders as CSV beside a bare COPY of the same rows, and by how much a process that writes it grows."""

import multiprocessing
import os
import random
import resource
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from django.db import connection, connections
from django.db.models import Model

from bench.measure import Figure
from bench.shop import BenchShop
from core.actors import SYSTEM
from customers.models import Address, Customer
from orders.models import Order
from orders.services.placing import place_orders
from reports.exports.copying import copy_rows, copy_statement
from reports.exports.shaping import raw_rows
from reports.lists import Column
from reports.lists.orders import ORDERS

SIZES = tuple(int(size) for size in os.environ.get("BENCH_EXPORT_ORDERS", "100000,1000000").split(","))
BUYERS = 20_000
# What lists show and nobody would call a formula, besides one that is: the guard works for every hundredth.
_NAMES = "CASE WHEN n %% 100 = 0 THEN '=1+' || n ELSE 'Customer ' || n END"
USUAL: tuple[Column, ...] = tuple(column for column in ORDERS.columns if column.is_usual)


def export(shop: BenchShop) -> list[Figure]:
    """Orders/s to CSV with all usual columns, and MiB a fresh process grew by; goals 50,000/s and 20 MiB.

    The floor is PostgreSQL's own COPY of the same columns as they are, by the same process.
    """
    figures = []
    _open(shop)
    for size in sorted(SIZES):
        _fill(size)
        floor, speed, growth = _in_a_process(size)
        name = f"export_{size // 1000}k"
        figures += [Figure(name, speed, "orders/s", floor), Figure(f"{name}_memory", growth, "MiB")]
    return figures


def _open(shop: BenchShop) -> None:
    """One order through the house; buyers and orders after its likeness follow by SQL."""
    (first,) = place_orders([shop.request(random.Random(1))], actor=SYSTEM)
    order = Order.objects.get(number=first.number)
    _like(Customer, order.customer_id or 0, BUYERS, {"number": "'BX-' || n", "name": _NAMES})
    key = "(SELECT c.id FROM customers_customer c WHERE c.number = 'BX-' || n)"
    _like(Address, order.shipping_address_id or 0, BUYERS, {"customer_id": key})


def _fill(size: int) -> None:
    """Orders up to ``size`` of them, each of one of the buyers."""
    missing = size - Order.objects.count()
    first = Order.objects.order_by("pk").first()
    if first is None or missing <= 0:
        return
    buyer = f"(SELECT max(id) - (n %% {BUYERS}) FROM customers_customer)"
    place = f"(SELECT max(id) - (n %% {BUYERS}) FROM customers_address)"
    start = Order.objects.count()
    given = {
        "number": f"'BX-' || ({start} + n)", "external_id": f"'SHOP-' || ({start} + n)", "customer_id": buyer,
        "shipping_address_id": place, "placed_at": "now() - n * interval '7 seconds'", "total": "(n %% 90000) / 100.0",
        "request_key": "NULL", "idempotency_key": "NULL",
    }  # fmt: skip
    _like(Order, first.pk, missing, given)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) orders_order, customers_customer, customers_address")


def _like(model: type[Model], key: int, count: int, given: Mapping[str, str]) -> None:
    """``count`` rows that are as the one with that key, but for what is ``given`` in SQL by ``n``."""
    columns = [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]
    values = ", ".join(given.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {values} '
            f'FROM "{table}" t, generate_series(1, %s) AS n WHERE t.id = %s',
            [count, key],
        )


def _in_a_process(size: int) -> tuple[float, float, float]:
    """Orders/s of the floor and of the file, and by how many MiB the peak of a fresh process grew."""
    connections.close_all()
    context: Any = multiprocessing.get_context("fork")
    told = context.Queue()
    process = context.Process(target=_write, args=(size, told))
    process.start()
    result: tuple[float, float, float] = told.get(timeout=600)
    process.join()
    return result


def _write(size: int, told: Any) -> None:
    orders = Order.objects.all()
    with open(os.devnull, "wb") as file:
        copy_rows(orders.filter(pk__lte=0), USUAL, file)
        weighed = Weighed(file)
        started = time.monotonic()
        if copy_rows(orders, USUAL, weighed) != size:
            raise RuntimeError("The file does not hold every order.")
        seconds = time.monotonic() - started
        statement, values = raw_rows(orders, USUAL).query.sql_with_params()
        started = time.monotonic()
        copy_statement(statement, values, file.write)
        told.put((size / (time.monotonic() - started), size / seconds, weighed.growth))
    connections.close_all()


class Weighed:
    """A file that looks at every thousandth block how much memory the process holds."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.blocks, self.before, self.most = file, 0, _resident(), 0.0

    def write(self, data: bytes) -> None:
        self.file.write(data)
        self.blocks += 1
        if self.blocks % 1000 == 1:
            self.most = max(self.most, _resident())

    @property
    def growth(self) -> float:
        return max(0.0, max(self.most, _resident()) - self.before)


def _resident() -> float:
    """MiB of memory that this process holds now. Source: Linux, proc(5), /proc/pid/statm."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1024**2
