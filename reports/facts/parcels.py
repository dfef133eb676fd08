"""Parcels that left one warehouse in a stretch of time. Parameters: ``warehouse``, its ``zone``, ``start``, ``end``."""

from reports.facts.counting import REAL_WAREHOUSE

PARCELS = f"""
SELECT (p.shipped_at AT TIME ZONE %(zone)s)::date AS day, f.warehouse_id, l.account_id,
       coalesce(l.service, '') AS service, coalesce(l.currency, '') AS currency, count(*) AS parcels,
       coalesce(sum(i.units), 0) AS units, coalesce(sum(l.cost), 0) AS label_cost
FROM fulfillment_parcel p
JOIN fulfillment_fulfillmentorder f ON f.id = p.fulfillment_order_id
JOIN inventory_warehouse w ON w.id = f.warehouse_id
LEFT JOIN shipping_shippinglabel l ON l.parcel_id = p.id AND l.state = 'purchased'
LEFT JOIN LATERAL (SELECT sum(quantity) AS units FROM fulfillment_parcelitem WHERE parcel_id = p.id) i ON true
WHERE f.warehouse_id = %(warehouse)s AND p.shipped_at >= %(start)s AND p.shipped_at < %(end)s AND {REAL_WAREHOUSE}
GROUP BY 1, 2, 3, 4, 5
"""
