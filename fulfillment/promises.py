"""What the floor promises about its books."""

from core.audit.registry import promise

_FLOOR_AND_LINES = """
SELECT ol.order_id || ' line ' || ol.position, ol.released, w.released, ol.picked, w.picked, ol.packed, w.packed
FROM orders_orderline ol
JOIN orders_order o ON o.id = ol.order_id AND NOT o.is_historical
LEFT JOIN LATERAL (
    SELECT coalesce(sum(l.quantity - l.canceled - l.shipped) FILTER (WHERE f.state <> 'open'), 0) AS released,
           coalesce(sum(l.picked - l.shipped), 0) AS picked, coalesce(sum(l.packed - l.shipped), 0) AS packed
    FROM fulfillment_fulfillmentline l JOIN fulfillment_fulfillmentorder f ON f.id = l.fulfillment_order_id
    WHERE l.order_line_id = ol.id
) w ON TRUE
WHERE {orders_changed ol.order_id} AND (ol.released, ol.picked, ol.packed) <> (w.released, w.picked, w.packed)
"""
_LINES_AND_TASKS = """
SELECT f.number || ' line ' || l.id, l.picked, t.picked, l.quantity - l.canceled, t.wanted
FROM fulfillment_fulfillmentline l
JOIN fulfillment_fulfillmentorder f ON f.id = l.fulfillment_order_id
JOIN LATERAL (
    SELECT coalesce(sum(t.picked_quantity) FILTER (WHERE t.state IN ('picked', 'short')), 0) AS picked,
           coalesce(sum(t.quantity) FILTER (WHERE t.state IN ('open', 'assigned', 'skipped')), 0) AS wanted
    FROM fulfillment_picktask t WHERE t.line_id = l.id
) t ON TRUE
WHERE {orders_changed f.order_id} AND f.state IN ('released', 'picking', 'picked', 'packing', 'packed', 'shipped')
  AND (l.picked <> t.picked OR l.picked + t.wanted <> l.quantity - l.canceled)
"""
_LINES_AND_PARCELS = """
SELECT f.number || ' line ' || l.id, l.packed, p.packed, l.shipped, p.shipped
FROM fulfillment_fulfillmentline l
JOIN fulfillment_fulfillmentorder f ON f.id = l.fulfillment_order_id
JOIN LATERAL (
    SELECT coalesce(sum(i.quantity) FILTER (WHERE p.state NOT IN ('packing', 'canceled')), 0) AS packed,
           coalesce(sum(i.quantity)
                    FILTER (WHERE p.state IN ('shipped', 'delivered', 'lost', 'returned_to_sender')), 0) AS shipped
    FROM fulfillment_parcelitem i JOIN fulfillment_parcel p ON p.id = i.parcel_id WHERE i.line_id = l.id
) p ON TRUE
WHERE {orders_changed f.order_id} AND (l.packed, l.shipped) <> (p.packed, p.shipped)
"""
_OPEN_PARCELS = """
SELECT o.number, o.open_parcels, p.open
FROM orders_order o
JOIN LATERAL (
    SELECT count(*) AS open FROM fulfillment_parcel p
    JOIN fulfillment_fulfillmentorder f ON f.id = p.fulfillment_order_id
    WHERE f.order_id = o.id AND p.state IN ('packed', 'label_failed', 'labeled', 'manifested', 'shipped')
) p ON TRUE
WHERE {orders_changed o.id} AND o.open_parcels <> p.open
"""
_SHIPPED_IN_PARCELS = """
SELECT ol.order_id || ' line ' || ol.position, ol.shipped, p.units
FROM orders_orderline ol
JOIN orders_order o ON o.id = ol.order_id AND NOT o.is_historical
JOIN LATERAL (
    SELECT coalesce(sum(i.quantity), 0) AS units
    FROM fulfillment_parcelitem i JOIN fulfillment_parcel p ON p.id = i.parcel_id
    WHERE i.order_line_id = ol.id AND p.state IN ('shipped', 'delivered', 'lost', 'returned_to_sender')
) p ON TRUE
WHERE {orders_changed ol.order_id} AND ol.needs_shipping AND ol.shipped <> p.units
"""
_WITHIN_ALLOCATION = """
SELECT 'line ' || w.order_line_id || ' level ' || w.level_id, w.units, a.quantity
FROM (
    SELECT l.order_line_id, l.level_id, sum(l.picked - l.shipped) AS units
    FROM fulfillment_fulfillmentline l JOIN fulfillment_fulfillmentorder f ON f.id = l.fulfillment_order_id
    WHERE {orders_changed f.order_id} AND l.level_id IS NOT NULL
    GROUP BY l.order_line_id, l.level_id
) w LEFT JOIN orders_allocation a ON a.line_id = w.order_line_id AND a.level_id = w.level_id
WHERE w.units > coalesce(a.quantity, 0)
"""
_ONE_BATCH = """
SELECT 'line ' || l.id, count(DISTINCT t.batch_id), sum(t.quantity)
FROM fulfillment_picktask t
JOIN fulfillment_fulfillmentline l ON l.id = t.line_id
JOIN fulfillment_fulfillmentorder f ON f.id = l.fulfillment_order_id
WHERE {orders_changed f.order_id} AND t.state IN ('open', 'assigned', 'skipped')
GROUP BY l.id
HAVING count(DISTINCT t.batch_id) > 1 OR sum(t.quantity) > l.quantity - l.canceled - l.picked
"""
_PLANS = """
SELECT f.number, b.number, b.state
FROM fulfillment_fulfillmentorder f JOIN fulfillment_pickbatch b ON b.id = f.batch_id
WHERE {orders_changed f.order_id} AND f.state = 'open' AND b.state <> 'draft'
"""

PROMISES = [
    promise(number=3, name="lines_match_floor", sql=_FLOOR_AND_LINES),
    promise(number=3, name="work_matches_tasks", sql=_LINES_AND_TASKS),
    promise(number=3, name="work_matches_parcels", sql=_LINES_AND_PARCELS),
    promise(number=9, name="open_parcels_match", sql=_OPEN_PARCELS),
    promise(number=11, name="shipped_units_in_one_parcel", sql=_SHIPPED_IN_PARCELS),
    promise(number=12, name="picks_within_allocation", sql=_WITHIN_ALLOCATION),
    promise(number=12, name="units_in_one_batch", sql=_ONE_BATCH),
    promise(number=12, name="plans_are_drafts", sql=_PLANS),
]
