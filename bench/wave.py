"""Plan a wave for thousands of orders: measured works, batches within limits, every order in one of them."""

import random
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.measure import Figure
from bench.shop import BenchShop
from core.actors import SYSTEM
from fulfillment.models import FulfillmentOrder
from fulfillment.services.waves import cancel_wave, plan_wave
from inventory.models import Warehouse
from orders.services.placing import place_orders

ORDERS = 5_000
PLACED_AT_ONCE = 100
BINS = 400

# Every SKU gets a bin of its own on one of the shelves, in five zones.
_SHELVES = """
INSERT INTO inventory_location (warehouse_id, code, zone, kind, pick_sequence)
SELECT %s, 'S-' || n, chr(65 + n %% 5), 'shelf', n FROM generate_series(1, %s) n
"""
_PUT_AWAY = """
UPDATE inventory_binstock b SET location_id = l.id FROM inventory_location l
WHERE l.code = 'S-' || (1 + b.sku_id %% %s) AND l.warehouse_id = %s
"""
_OPEN = """
WITH works AS (
    INSERT INTO fulfillment_fulfillmentorder (number, order_id, warehouse_id, state, tote, priority, ship_by_on,
                                              late_at, cancel_reason, picked_goods, created_at)
    SELECT 'F-' || o.id, o.id, %s, 'open', '', 1 + o.id %% 5, current_date, now() + interval '5 hours', '', 'restock',
           now()
    FROM orders_order o WHERE o.id = ANY(%s)
    RETURNING id, order_id
)
INSERT INTO fulfillment_fulfillmentline (fulfillment_order_id, order_line_id, level_id, quantity, picked, packed,
                                         shipped, canceled)
SELECT w.id, l.id, a.level_id, a.quantity, 0, 0, 0, 0
FROM works w JOIN orders_orderline l ON l.order_id = w.order_id JOIN orders_allocation a ON a.line_id = l.id
"""
# The same rows with nothing measured and nothing decided: every twenty orders, by key, are a batch.
_FLOOR = """
WITH numbered AS (
    SELECT id, (row_number() OVER (ORDER BY id) - 1) / 20 AS nr FROM fulfillment_fulfillmentorder
    WHERE state = 'open' AND batch_id IS NULL AND warehouse_id = %(warehouse)s
), batches AS (
    INSERT INTO fulfillment_pickbatch (number, warehouse_id, state, kind, zone, created_at, created_by)
    SELECT 'BENCH-' || nr, %(warehouse)s, 'draft', 'cluster', '', now(), 'bench' FROM numbered GROUP BY nr
    RETURNING id, number
)
UPDATE fulfillment_fulfillmentorder f SET batch_id = b.id
FROM numbered n JOIN batches b ON b.number = 'BENCH-' || n.nr WHERE f.id = n.id
"""
_CLEAR = "UPDATE fulfillment_fulfillmentorder SET batch_id = NULL"


def wave(shop: BenchShop) -> list[Figure]:
    """Plan 5,000 orders of 3 lines; goal 500 orders/s, that is 10 s. The floor writes the same rows undecided."""
    warehouse = Warehouse.objects.get(code="bench")
    dice = random.Random(7)
    placed: list[int | None] = []
    for _ in range(ORDERS // PLACED_AT_ONCE):
        wishes = [shop.request(dice) for _ in range(PLACED_AT_ONCE)]
        placed += [outcome.order_id for outcome in place_orders(wishes, actor=SYSTEM)]
    with connection.cursor() as cursor:
        cursor.execute(_SHELVES, [warehouse.pk, BINS])
        cursor.execute(_PUT_AWAY, [BINS, warehouse.pk])
        cursor.execute(_OPEN, [warehouse.pk, placed])
        cursor.execute("ANALYZE")
        floor = _seconds(lambda: cursor.execute(_FLOOR, {"warehouse": warehouse.pk}))
        cursor.execute(_CLEAR)
    with CaptureQueriesContext(connection) as queries:
        seconds = _seconds(lambda: plan_wave(warehouse_id=warehouse.pk, actor=SYSTEM))
    planned = warehouse.waves.get()
    if (count := FulfillmentOrder.objects.filter(batch__wave=planned).count()) != ORDERS:
        raise RuntimeError(f"Of {ORDERS} orders {count} were planned: the figure would be of something else.")
    canceling = _seconds(lambda: cancel_wave(wave_id=planned.pk, actor=SYSTEM))
    return [
        Figure("wave", ORDERS / seconds, "orders/s", ORDERS / floor, len(queries)),
        Figure("wave_cancel", ORDERS / canceling, "orders/s", ORDERS / floor),
    ]


def _seconds(act) -> float:  # type: ignore[no-untyped-def]
    start = time.monotonic()
    act()
    return time.monotonic() - start
