"""Promises of the books about stock."""

from core.audit.registry import promise

LEVELS_MATCH_MOVEMENTS = """
SELECT l.id AS reference, l.on_hand, coalesce(m.moved, 0) AS moved
FROM inventory_stocklevel l
LEFT JOIN (SELECT level_id, sum(quantity) AS moved FROM inventory_stockmovement GROUP BY level_id) m
       ON m.level_id = l.id
WHERE l.on_hand <> coalesce(m.moved, 0)
"""

BINS_SUM_TO_LEVELS = """
SELECT coalesce(l.id::text, 'no level') AS reference, b.sku_id, b.warehouse_id, l.on_hand, coalesce(b.held, 0) AS held
FROM inventory_stocklevel l
FULL JOIN (
    SELECT s.sku_id, p.warehouse_id, sum(s.quantity) AS held
    FROM inventory_binstock s JOIN inventory_location p ON p.id = s.location_id
    GROUP BY s.sku_id, p.warehouse_id
) b ON b.sku_id = l.sku_id AND b.warehouse_id = l.warehouse_id
WHERE coalesce(l.on_hand, 0) <> coalesce(b.held, 0)
"""

BINS_MATCH_MOVEMENTS = """
SELECT coalesce(b.location_id, m.location_id) AS reference, coalesce(b.sku_id, m.sku_id) AS sku_id,
       coalesce(b.quantity, 0) AS held, coalesce(m.moved, 0) AS moved
FROM inventory_binstock b
FULL JOIN (
    SELECT l.sku_id, v.location_id, v.lot, sum(v.quantity) AS moved
    FROM inventory_stockmovement v JOIN inventory_stocklevel l ON l.id = v.level_id
    GROUP BY l.sku_id, v.location_id, v.lot
) m ON m.sku_id = b.sku_id AND m.location_id = b.location_id AND m.lot = b.lot
WHERE coalesce(b.quantity, 0) <> coalesce(m.moved, 0)
"""

MOVEMENTS_STAY_IN_THE_BUILDING = """
SELECT v.id AS reference, v.level_id, v.location_id
FROM inventory_stockmovement v
JOIN inventory_stocklevel l ON l.id = v.level_id
JOIN inventory_location p ON p.id = v.location_id
WHERE p.warehouse_id <> l.warehouse_id
"""

NO_OLD_SHORTFALL = """
SELECT id AS reference, shortfall, shortfall_since
FROM inventory_stocklevel
WHERE shortfall <> greatest(0, allocated + unavailable - on_hand)
   OR shortfall > 0 AND (shortfall_since IS NULL OR shortfall_since < now() - interval '5 minutes')
"""

LEVELS_MATCH_RESERVATIONS = """
SELECT l.id AS reference, l.reserved, coalesce(r.held, 0) AS held
FROM inventory_stocklevel l
LEFT JOIN (
    SELECT level_id, sum(quantity) AS held FROM inventory_reservation WHERE ended_at IS NULL GROUP BY level_id
) r ON r.level_id = l.id
WHERE l.reserved <> coalesce(r.held, 0)
"""

UNAVAILABLE_IS_WHAT_LIES_ASIDE = """
SELECT l.id AS reference, l.unavailable, coalesce(b.aside, 0) AS aside
FROM inventory_stocklevel l
LEFT JOIN (
    SELECT s.sku_id, p.warehouse_id, sum(s.quantity) AS aside
    FROM inventory_binstock s JOIN inventory_location p ON p.id = s.location_id
    WHERE p.kind IN ('dock', 'inspection', 'quarantine')
    GROUP BY s.sku_id, p.warehouse_id
) b ON b.sku_id = l.sku_id AND b.warehouse_id = l.warehouse_id
WHERE l.unavailable <> coalesce(b.aside, 0)
"""

NO_RESERVATION_OUTLIVES_ITS_TIME = """
SELECT id AS reference, level_id, quantity, expires_at
FROM inventory_reservation
WHERE ended_at IS NULL AND expires_at < now() - interval '60 seconds'
"""

TRANSFERS_ADD_UP = """
SELECT s.number AS reference, l.sku_id, l.sent, -coalesce(m.went, 0) AS went, l.received, coalesce(m.came, 0) AS came
FROM inventory_supply s
JOIN inventory_supplyline l ON l.supply_id = s.id
LEFT JOIN LATERAL (
    SELECT sum(v.quantity) FILTER (WHERE v.kind = 'transfer_out') AS went,
           sum(v.quantity) FILTER (WHERE v.kind = 'transfer_in') AS came
    FROM inventory_stockmovement v JOIN inventory_stocklevel w ON w.id = v.level_id AND w.sku_id = l.sku_id
    WHERE v.cause_kind = 'transfer' AND v.cause_reference = s.number
) m ON TRUE
WHERE s.kind = 'transfer' AND (
    l.sent <> -coalesce(m.went, 0) OR l.received <> coalesce(m.came, 0)
    OR s.state = 'received' AND l.sent > l.received + l.lost
)
"""

SUPPLIES_ADD_UP = """
SELECT s.number AS reference, l.sku_id, l.received, coalesce(m.came, 0) AS came
FROM inventory_supply s
JOIN inventory_supplyline l ON l.supply_id = s.id
LEFT JOIN LATERAL (
    SELECT sum(v.quantity) AS came
    FROM inventory_stockmovement v JOIN inventory_stocklevel w ON w.id = v.level_id AND w.sku_id = l.sku_id
    WHERE v.cause_kind = 'supply' AND v.cause_reference = s.number
) m ON TRUE
WHERE s.kind = 'purchase' AND l.received <> coalesce(m.came, 0)
"""

# What was checked at the dock and booked cannot be more than its supply says came in.
ARRIVALS_WERE_BOOKED = """
SELECT s.number AS reference, l.sku_id, l.received, a.units AS scanned
FROM inventory_supply s
JOIN inventory_supplyline l ON l.supply_id = s.id
JOIN LATERAL (
    SELECT sum(n.units) AS units
    FROM inventory_arrival v JOIN inventory_arrivalline n ON n.arrival_id = v.id AND n.sku_id = l.sku_id
    WHERE v.supply_id = s.id AND v.state = 'booked'
) a ON a.units > l.received
"""

COUNTS_WERE_RECORDED = """
SELECT c.number AS reference, l.sku_id, l.lot, l.counted - l.expected AS variance, coalesce(m.moved, 0) AS moved
FROM inventory_cyclecount c
JOIN inventory_cyclecountline l ON l.count_id = c.id
LEFT JOIN LATERAL (
    SELECT sum(v.quantity) AS moved
    FROM inventory_stockmovement v JOIN inventory_stocklevel w ON w.id = v.level_id AND w.sku_id = l.sku_id
    WHERE v.cause_kind = 'count' AND v.cause_reference = c.number AND v.lot = l.lot
) m ON TRUE
WHERE coalesce(m.moved, 0) <> CASE WHEN c.state = 'recorded' THEN coalesce(l.counted, 0) - l.expected ELSE 0 END
"""

PROMISES = [
    promise(number=1, name="levels_match_movements", sql=LEVELS_MATCH_MOVEMENTS),
    promise(number=1, name="bins_sum_to_levels", sql=BINS_SUM_TO_LEVELS),
    promise(number=1, name="bins_match_movements", sql=BINS_MATCH_MOVEMENTS),
    promise(number=1, name="movements_stay_in_the_building", sql=MOVEMENTS_STAY_IN_THE_BUILDING),
    promise(number=1, name="unavailable_is_what_lies_aside", sql=UNAVAILABLE_IS_WHAT_LIES_ASIDE),
    promise(number=1, name="transfers_add_up", sql=TRANSFERS_ADD_UP),
    promise(number=1, name="supplies_add_up", sql=SUPPLIES_ADD_UP),
    promise(number=1, name="arrivals_were_booked", sql=ARRIVALS_WERE_BOOKED),
    promise(number=1, name="counts_were_recorded", sql=COUNTS_WERE_RECORDED),
    promise(number=2, name="no_shortfall_is_old", sql=NO_OLD_SHORTFALL),
    promise(number=2, name="levels_match_reservations", sql=LEVELS_MATCH_RESERVATIONS),
    promise(number=15, name="no_reservation_outlives_its_time", sql=NO_RESERVATION_OUTLIVES_ITS_TIME),
]
