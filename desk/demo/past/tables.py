"""The orders of the past as the tables that ``desk.scale`` writes everything from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desk.demo.past.deliveries import Place
from desk.demo.past.goods import Good
from desk.demo.past.wishes import PastOrder
from desk.scale.filling import rows_of, run
from desk.scale.pricing import forget_last, price_orders

# Columns and types of an order's facts; what was canceled has no steps.
_ORDER = {
    "i": "int", "kind": "text", "lines": "int", "placed_at": "timestamptz", "confirmed_at": "timestamptz",
    "canceled_at": "timestamptz", "released_at": "timestamptz", "picked_at": "timestamptz",
    "packed_at": "timestamptz", "shipped_at": "timestamptz", "delivered_at": "timestamptz",
    "completed_at": "timestamptz", "promised_on": "date", "ship_by_on": "date", "customer_id": "bigint",
    "address_id": "bigint", "method_id": "bigint", "method": "text", "service": "text", "shipping": "numeric",
    "shipping_percent": "numeric", "batch_id": "bigint", "card_brand": "text", "card_last4": "text",
}  # fmt: skip
_LINE = {
    "i": "int", "position": "int", "sku_id": "bigint", "name": "text", "price": "numeric", "units": "int",
    "tax_percent": "numeric", "level_id": "bigint", "location_id": "bigint",
}  # fmt: skip
_ORDERS = """
CREATE TEMPORARY TABLE scale_order ON COMMIT DROP AS
SELECT nextval('orders_order_id_seq') AS id, %(prefix)s || '-' || nextval('number_order_seq') AS number,
       'WEB-' || (48000 + w.i) AS external_id, w.*, w.kind = 'completed' AS is_shipped,
       w.kind = 'completed' AS is_worked, w.promised_on AS promise_on, w.ship_by_on + interval '1 day' AS late_at,
       nextval('payments_payment_id_seq') AS payment_id,
       CASE WHEN w.kind = 'completed' THEN nextval('fulfillment_fulfillmentorder_id_seq') END AS work_id,
       CASE WHEN w.kind = 'completed' THEN nextval('fulfillment_parcel_id_seq') END AS parcel_id
FROM (SELECT * FROM {rows} ORDER BY i) w
"""
_LINES = """
CREATE TEMPORARY TABLE scale_line ON COMMIT DROP AS
SELECT nextval('orders_orderline_id_seq') AS id, o.id AS order_id, o.kind, FALSE AS is_owed, w.position, w.sku_id,
       w.name, w.price, w.units, w.tax_percent, w.level_id, w.location_id, round(w.price * w.units, 2) AS amount,
       0::numeric AS tax
FROM (SELECT * FROM {rows} ORDER BY i, position) w JOIN scale_order o ON o.i = w.i
ORDER BY o.id, w.position
"""


def lay_out(
    orders: Sequence[PastOrder],
    *,
    prefix: str,
    people: Mapping[str, tuple[int, int]],
    places: Mapping[Good, Place],
    batches: Mapping[Any, int],
    percents: Mapping[tuple[int, str], Any],
) -> None:
    """Tables of this transaction with the orders, their lines and sums; orders take their numbers here."""
    forget_last()
    run(
        _ORDERS.format(rows=rows_of(_ORDER)), prefix=prefix,
        **_columns(_ORDER, (_order(i, one, people, batches, percents) for i, one in enumerate(orders, start=1))),
    )  # fmt: skip
    lines = (line for i, one in enumerate(orders, start=1) for line in _lines(i, one, places, percents))
    run(_LINES.format(rows=rows_of(_LINE)), **_columns(_LINE, lines))
    price_orders()


def _order(
    i: int,
    order: PastOrder,
    people: Mapping[str, tuple[int, int]],
    batches: Mapping[Any, int],
    percents: Mapping[tuple[int, str], Any],
) -> Sequence[Any]:
    steps, method = order.steps, order.way.method
    customer_id, address_id = people[order.who]
    moments = (
        (None,) * 6 if steps is None else (
            steps.released_at, steps.picked_at, steps.packed_at, steps.shipped_at, steps.delivered_at,
            steps.completed_at,
        )
    )  # fmt: skip
    return (
        i, "canceled" if steps is None else "completed", len(order.units), order.placed_at, order.confirmed_at,
        order.canceled_at, *moments, order.promised_on, order.ship_by_on, customer_id, address_id, method.pk,
        method.name, str(method.service), order.shipping, percents[method.tax_class_id, order.country],
        None if steps is None else batches[order.ship_by_on], order.card_brand, order.card_last4,
    )  # fmt: skip


def _lines(
    i: int, order: PastOrder, places: Mapping[Good, Place], percents: Mapping[tuple[int, str], Any]
) -> Iterable[Sequence[Any]]:
    for position, (good, units) in enumerate(order.units.items(), start=1):
        place = places[good]
        yield (
            i, position, good.sku_id, good.name, good.price, units, percents[good.tax_class_id, order.country],
            place.level_id, place.location_id,
        )  # fmt: skip


def _columns(names: Iterable[str], rows: Iterable[Sequence[Any]]) -> dict[str, list[Any]]:
    return {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
