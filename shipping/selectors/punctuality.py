"""How often carriers kept what we promised.

A parcel's promise is the latest promised day of the lines in it, as the customer was told last. Its promise is due
once it arrived, came back, was lost, or the day is over. On time is what arrived on that day or before, in the
warehouse's own time. The figure: on time ÷ due. Parcels that were never promised a day are not counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from shipping.models import ShippingLabel

# Nobody can have more on one page, and a manager's period is a quarter at most.
PARCELS_SHOWN = 200

# Reports join their own columns to it.
DUE = """
WITH due AS (
    SELECT l.id AS label_id, l.account_id, l.service, f.warehouse_id, promise.day AS promised_on, p.state,
           (coalesce(proof.delivered_at, p.delivered_at) AT TIME ZONE w.time_zone)::date AS arrived_on
    FROM shipping_shippinglabel l
    JOIN fulfillment_parcel p ON p.id = l.parcel_id
    JOIN fulfillment_fulfillmentorder f ON f.id = p.fulfillment_order_id
    JOIN inventory_warehouse w ON w.id = f.warehouse_id
    JOIN LATERAL (
        SELECT max(ol.promise_on) AS day FROM fulfillment_parcelitem i
        JOIN orders_orderline ol ON ol.id = i.order_line_id WHERE i.parcel_id = p.id
    ) promise ON promise.day IS NOT NULL
    LEFT JOIN shipping_proofofdelivery proof ON proof.parcel_id = p.id
    WHERE l.state = 'purchased' AND p.state IN ('shipped', 'delivered', 'lost', 'returned_to_sender')
      AND p.shipped_at >= %(since)s AND NOT w.is_practice
      AND (p.state <> 'shipped' OR promise.day < (%(now)s AT TIME ZONE w.time_zone)::date)
)
"""
_IS_ON_TIME = "state = 'delivered' AND arrived_on <= promised_on"
_FIGURES = (
    DUE
    + f"""
SELECT a.name, due.account_id, due.service, w.name, due.warehouse_id, count(*),
       count(*) FILTER (WHERE {_IS_ON_TIME}),
       count(*) FILTER (WHERE state = 'delivered' AND arrived_on > promised_on),
       count(*) FILTER (WHERE state <> 'delivered')
FROM due JOIN shipping_carrieraccount a ON a.id = due.account_id JOIN inventory_warehouse w ON w.id = due.warehouse_id
GROUP BY a.name, due.account_id, due.service, w.name, due.warehouse_id
ORDER BY count(*) DESC, a.name, due.service, w.name
"""
)
_PARCELS = (
    DUE
    + f"""
SELECT label_id, promised_on, arrived_on, ({_IS_ON_TIME}) FROM due
WHERE account_id = %(account)s AND service = %(service)s AND warehouse_id = %(warehouse)s
ORDER BY ({_IS_ON_TIME}), promised_on - coalesce(arrived_on, (%(now)s)::date), label_id LIMIT %(limit)s
"""
)


@dataclass(frozen=True, kw_only=True)
class Punctuality:
    """One carrier, service and warehouse: parcels whose promise is due, and what became of them."""

    carrier: str
    account_id: int
    service: str
    warehouse: str
    warehouse_id: int
    due: int
    on_time: int
    late: int
    missing: int

    @property
    def percent(self) -> float:
        return round(100 * self.on_time / self.due, 1)


@dataclass(frozen=True)
class PromisedParcel:
    """A parcel behind a figure; ``arrived_on`` is None for one that did not arrive."""

    label: ShippingLabel
    promised_on: date
    arrived_on: date | None
    is_on_time: bool


def punctuality(*, since: datetime, now: datetime) -> list[Punctuality]:
    """Figures of parcels shipped since then, by carrier, service and warehouse, the largest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, {"since": since, "now": now})
        rows = cursor.fetchall()
    names = (
        "carrier", "account_id", "service", "warehouse", "warehouse_id", "due", "on_time", "late", "missing",
    )  # fmt: skip
    return [Punctuality(**dict(zip(names, row, strict=True))) for row in rows]


def parcels_behind(
    *, since: datetime, now: datetime, account_id: int, service: str, warehouse_id: int
) -> Sequence[PromisedParcel]:
    """The parcels that one figure counts, the latest first, those in time last; at most 200. Two queries."""
    wanted: dict[str, Any] = {
        "since": since, "now": now, "account": account_id, "service": service, "warehouse": warehouse_id,
        "limit": PARCELS_SHOWN,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PARCELS, wanted)
        rows = cursor.fetchall()
    labels = ShippingLabel.objects.select_related("parcel", "order").in_bulk([row[0] for row in rows])
    return [PromisedParcel(labels[row[0]], *row[1:]) for row in rows]
