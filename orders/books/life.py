"""States, moments, events, keys and links."""

from core.audit.registry import promise

STATE_AND_TIMESTAMPS = """
SELECT o.number AS reference, o.state
FROM orders_order o
WHERE {orders_changed o.id} AND (
    (o.state = 'completed') <> (o.completed_at IS NOT NULL)
    OR (o.state = 'canceled') <> (o.canceled_at IS NOT NULL)
    OR (o.state = 'expired') <> (o.expired_at IS NOT NULL)
    OR o.state IN ('placed', 'confirmed', 'processing', 'completed') AND o.placed_at IS NULL
    OR o.state IN ('confirmed', 'processing', 'completed') AND o.confirmed_at IS NULL
    OR o.state = 'processing' AND o.processing_at IS NULL
    OR o.state = 'draft' AND coalesce(o.placed_at, o.confirmed_at, o.processing_at) IS NOT NULL
)
"""

# The state events of an order are a chain: from draft, each from where the last one led, to where it is.
STATE_EVENTS_ARE_A_CHAIN = """
SELECT o.number AS reference, o.state, e.steps, e.broken, e.last
FROM orders_order o
LEFT JOIN (
    SELECT order_id, count(*) AS steps, count(*) FILTER (WHERE before IS DISTINCT FROM expected) AS broken,
           (array_agg(after ORDER BY seq DESC))[1] AS last
    FROM (
        SELECT order_id, seq, data->'changes'->'state'->>0 AS before, data->'changes'->'state'->>1 AS after,
               lag(data->'changes'->'state'->>1, 1, 'draft') OVER (PARTITION BY order_id ORDER BY seq) AS expected
        FROM core_timeline
        WHERE {orders_changed} AND data->'changes' ? 'state'
    ) steps
    GROUP BY order_id
) e ON e.order_id = o.id
WHERE {orders_changed o.id} AND (coalesce(e.broken, 0) > 0 OR coalesce(e.last, 'draft') <> o.state)
"""

EVERY_ORDER_HAS_EVENTS = """
SELECT o.number AS reference
FROM orders_order o
WHERE {orders_changed o.id} AND NOT EXISTS (SELECT 1 FROM core_timeline e WHERE e.order_id = o.id)
"""

EXTERNAL_NUMBERS_ONCE = """
SELECT channel_id AS reference, external_id, count(*) AS orders
FROM orders_order WHERE external_id IS NOT NULL GROUP BY channel_id, external_id HAVING count(*) > 1
"""

KEYS_NAME_THEIR_ORDER = """
SELECT k.scope AS reference, k.key
FROM core_idempotencykey k
WHERE k.kind = 'order' AND NOT EXISTS (SELECT 1 FROM orders_order o WHERE o.id::text = k.reference)
"""

NO_LINK_FOR_THE_ERASED = """
SELECT l.id AS reference, l.order_id
FROM core_signedlink l
JOIN orders_order o ON o.id = l.order_id
JOIN customers_customer c ON c.id = o.customer_id
WHERE c.erased_at IS NOT NULL AND l.revoked_at IS NULL AND l.expires_at > now()
"""

LIFE_PROMISES = [
    promise(number=10, name="state_and_timestamps_agree", sql=STATE_AND_TIMESTAMPS),
    promise(number=10, name="state_events_are_a_chain", sql=STATE_EVENTS_ARE_A_CHAIN),
    promise(number=10, name="every_order_has_events", sql=EVERY_ORDER_HAS_EVENTS),
    promise(number=14, name="external_numbers_are_unique", sql=EXTERNAL_NUMBERS_ONCE),
    promise(number=14, name="keys_name_their_order", sql=KEYS_NAME_THEIR_ORDER),
    promise(number=15, name="no_link_for_an_erased_customer", sql=NO_LINK_FOR_THE_ERASED),
]
