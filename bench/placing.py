"""Placing orders: one by one, in batches, and all wanting the same SKU, beside a bare ORM doing the same rows."""

import os
import random
from decimal import Decimal

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.measure import Figure, rate
from bench.raw_rows import place_by_sql
from bench.shop import BenchShop
from catalog.models import Channel
from core.actors import SYSTEM
from core.models import Effect, Event, IdempotencyKey
from customers.models import Address, Customer
from inventory.models import StockLevel
from orders.models import Allocation, Order, OrderCharge, OrderLine, OrderTender
from orders.services.placing import place_orders

SECONDS = 5.0
PROCESSES = 2
BATCH = 100


def place_service(shop: BenchShop) -> list[Figure]:
    """A 3-line order through the service by one process and by two; goal 100 orders/s and 45 % of the floor.

    Beside them the same rows by raw SQL, one statement a table, with the bare ORM as its floor.
    """
    found = []
    for name, processes in (("place_service_1", 1), ("place_service", PROCESSES)):
        floor = rate(lambda: place_by_orm(shop), processes=processes, seconds=SECONDS)
        value = rate(lambda: place(shop, 1), processes=processes, seconds=SECONDS)
        found.append(Figure(name, value, "orders/s", floor, statements_of_one(shop)))
    raw = rate(lambda: place_by_sql(shop), processes=PROCESSES, seconds=SECONDS)
    return [*found, Figure("place_raw_sql", raw, "orders/s", found[-1].floor)]


def place_batch(shop: BenchShop) -> Figure:
    """Batches of 100; goal 1,000 orders/s."""
    floor = rate(lambda: place_by_orm(shop), processes=PROCESSES, seconds=SECONDS)
    value = rate(lambda: place(shop, BATCH), processes=PROCESSES, seconds=SECONDS)
    return Figure("place_batch", value, "orders/s", floor)


def place_hot(shop: BenchShop) -> Figure:
    """Every order wants the same SKU; its floor is the same service over many SKUs."""
    floor = rate(lambda: place(shop, 1, lines=1), processes=PROCESSES, seconds=SECONDS)
    value = rate(lambda: place(shop, 1, hot=True), processes=PROCESSES, seconds=SECONDS)
    return Figure("place_hot", value, "orders/s", floor)


def place(shop: BenchShop, count: int, *, lines: int = 3, hot: bool = False) -> int:
    dice = random.Random(os.urandom(16))
    requests = [shop.request(dice, lines=lines, hot=hot) for _ in range(count)]
    for outcome in place_orders(requests, actor=SYSTEM):
        if outcome.error is not None:
            raise outcome.error
    return count


def statements_of_one(shop: BenchShop) -> int:
    place(shop, 1)
    with CaptureQueriesContext(connection) as captured:
        place(shop, 1)
    return sum(1 for query in captured if not query["sql"].startswith(("BEGIN", "COMMIT")))


@transaction.atomic
def place_by_orm(shop: BenchShop) -> int:
    """The floor: the same rows by plain bulk_create, no checks, no prices, no decisions."""
    dice, now = random.Random(os.urandom(16)), timezone.now()
    channel = Channel.objects.get(code="bench")
    who = dice.randrange(10**12)
    customer = Customer.objects.create(number=f"F{who}", name="C", email=f"f{who}@example.com")
    address = Address.objects.create(customer=customer, name="C", line1="S", city="Berlin", country="DE")
    order = Order.objects.create(
        number=f"F{who}", channel=channel, currency="EUR", state="placed", customer=customer, placed_at=now,
        shipping_address=address, lines_total=Decimal(37), total=Decimal(37),
    )  # fmt: skip
    levels = list(
        StockLevel.objects.select_for_update(no_key=True)
        .filter(sku__code__in=dice.sample(shop.codes, 3))
        .order_by("pk")
    )
    lines = OrderLine.objects.bulk_create(
        OrderLine(order=order, position=nr, sku_id=level.sku_id, name="Thing", unit_price=Decimal("12.34"), ordered=1,
                  allocated=1, amount=Decimal("12.34"))
        for nr, level in enumerate(levels, start=1)
    )  # fmt: skip
    pairs = zip(lines, levels, strict=True)
    Allocation.objects.bulk_create(Allocation(line=line, level=level, quantity=1) for line, level in pairs)
    for level in levels:
        level.allocated += 1
    StockLevel.objects.bulk_update(levels, ["allocated"])
    OrderCharge.objects.create(order=order, kind="shipping", label="Standard", amount=Decimal("4.90"))
    OrderTender.objects.create(order=order, kind="card", token="tok_visa")
    Event.objects.create(order_id=order.pk, seq=1, name="orders.placed", data={}, actor="system")
    Effect.objects.create(task="bench", queue="default", key=f"floor-{who}", payload={}, state="done")
    IdempotencyKey.objects.create(scope="floor", key=str(who), request_hash="", kind="order", reference=str(order.pk))
    return 1
