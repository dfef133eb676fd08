"""Tables of one transaction that say what the orders of a chunk are; everything else is written from them."""

from datetime import datetime

from desk.scale.filling import chance, run
from desk.scale.people import CALLED, ORDERS_EACH
from desk.scale.pricing import forget_last, price_orders
from desk.scale.shop import PREFIX, SHIPPING, SKUS, TAX_PERCENT, ScaleShop

DAYS = 730
# Older orders are over; of the newest twentieth much is still open.
RECENT = 0.95

_SHIPPED_AFTER, _DELIVERED_AFTER = 6 * 3600, 76 * 3600

# Which kinds there are, and of a thousand recent orders, how many come before this kind's end.
_RECENT_KINDS = (
    ("on_the_road", 300), ("to_release", 540), ("backordered", 600), ("on_hold", 660), ("unpaid", 700),
    ("canceled", 730), ("completed", 1000),
)  # fmt: skip
_OLD_KINDS = (("canceled", 30), ("completed", 1000))

_LINES = """
CREATE TEMPORARY TABLE scale_line ON COMMIT DROP AS
SELECT nextval('orders_orderline_id_seq') AS id, w.*, g.sku_id, g.name, g.price, g.level_id, g.location_id,
       {percent}::numeric AS tax_percent, round(g.price * w.units, 2) AS amount, 0::numeric AS tax
FROM (
    SELECT o.id AS order_id, o.kind, p.position, 1 + {units} AS units, {goods} AS goods,
           (o.kind = 'backordered' AND p.position = 1) AS is_owed
    FROM scale_order o CROSS JOIN LATERAL generate_series(1, o.lines::bigint) AS p (position)
    ORDER BY o.id, p.position
) w JOIN scale_goods g ON g.nr = w.goods
"""
# When each step was done; what was not shipped has none of them.
_STEPS = """
       'WEB-' || w.i AS external_id, w.placed_at + interval '5 minutes' AS confirmed_at,
       CASE WHEN w.is_shipped THEN w.placed_at + interval '2 hours' END AS released_at,
       CASE WHEN w.is_shipped THEN w.placed_at + interval '3 hours' END AS picked_at,
       CASE WHEN w.is_shipped THEN w.placed_at + interval '4 hours' END AS packed_at,
       CASE WHEN w.is_shipped THEN w.placed_at + interval '5 hours' END AS shipped_at,
       CASE WHEN w.kind = 'completed' THEN w.placed_at + interval '3 days' END AS delivered_at,
       CASE WHEN w.kind = 'completed' THEN w.placed_at + interval '3 days' END AS completed_at,
       CASE WHEN w.kind = 'canceled' THEN w.placed_at + interval '1 hour' END AS canceled_at,
       (w.placed_at + interval '1 day')::date AS ship_by_on, w.placed_at + interval '30 hours' AS late_at,
       (w.placed_at + interval '4 days')::date AS promised_on, NULL::date AS promise_on
"""


def wish_for(shop: ScaleShop, *, first: int, last: int, outof: int, seed: int, now: datetime) -> None:
    """Orders ``first`` to ``last`` of ``outof``: who ordered what when, and how far it went."""
    forget_last()
    place = f"(n.i::float8 / {outof})"
    age = f"({DAYS * 86_400}::float8 * power(1 - {place}, 1.5) + {chance(seed, 13, 'n.i', 60)})"
    run(
        f"""
        CREATE TEMPORARY TABLE scale_order ON COMMIT DROP AS
        SELECT nextval('orders_order_id_seq') AS id, '{PREFIX}-' || nextval('number_order_seq') AS number, w.*,
               nextval('payments_payment_id_seq') AS payment_id,
               CASE WHEN w.is_worked THEN nextval('fulfillment_fulfillmentorder_id_seq') END AS work_id,
               CASE WHEN w.is_shipped THEN nextval('fulfillment_parcel_id_seq') END AS parcel_id,
               CASE WHEN w.is_shipped THEN {shop.batch_id} END AS batch_id, {shop.method_id} AS method_id,
               'Standard' AS method, 'standard' AS service, {SHIPPING} AS shipping,
               {TAX_PERCENT}::numeric AS shipping_percent, 'visa' AS card_brand, '4242' AS card_last4, {_STEPS}
        FROM (
            SELECT w.*, w.kind IN ('completed', 'on_the_road') AS is_shipped,
                   w.kind NOT IN ('canceled', 'unpaid') AS is_worked, c.id AS customer_id, a.id AS address_id
            FROM (
                SELECT n.i, {_kind(age, place, seed)} AS kind, 2 + {chance(seed, 12, "n.i", 5)} / 3 AS lines,
                       %(now)s::timestamptz - interval '1 second' * {age} AS placed_at,
                       1 + {chance(seed, 14, "n.i", max(1, outof // ORDERS_EACH))} AS who
                FROM generate_series({first}::bigint, {last}::bigint) AS n (i)
            ) w
            JOIN customers_customer c ON c.external_id = '{CALLED}' || w.who
            JOIN LATERAL (
                SELECT id FROM customers_address WHERE customer_id = c.id ORDER BY id LIMIT 1
            ) a ON TRUE
            ORDER BY w.i
        ) w
        """,
        now=now,
    )
    goods, units = chance(seed, 15, "o.i * 10 + p.position", SKUS), chance(seed, 16, "o.i * 10 + p.position", 3)
    run(_LINES.format(goods=goods, units=units, percent=TAX_PERCENT))
    price_orders()


def _kind(age: str, place: str, seed: int) -> str:
    """What became of an order; nothing that takes longer than it is old, in seconds."""
    dice = chance(seed, 11, "n.i", 1000)
    recent = " ".join(f"WHEN {dice} < {end} THEN '{kind}'" for kind, end in _RECENT_KINDS)
    old = " ".join(f"WHEN {dice} < {end} THEN '{kind}'" for kind, end in _OLD_KINDS)
    reached = f"CASE WHEN {place} > {RECENT} THEN CASE {recent} END ELSE CASE {old} END END"
    return (
        f"(SELECT CASE WHEN k.kind IN ('completed', 'on_the_road', 'canceled') AND {age} < {_SHIPPED_AFTER}"
        f" THEN 'to_release' WHEN k.kind = 'completed' AND {age} < {_DELIVERED_AFTER} THEN 'on_the_road'"
        f" ELSE k.kind END FROM (SELECT {reached} AS kind) k)"
    )
