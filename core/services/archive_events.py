"""The one door through which events leave their table: everything else is refused by a trigger."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import connection

from core.actors import Actor, ensure_may
from core.service import service

# Whatever is deleted is what is written: one statement, so no event is in both places or in none.
_PACK = """
WITH notes AS (
    DELETE FROM core_eventnote n USING core_event e
    WHERE n.event_id = e.id AND e.order_id = ANY(%(orders)s) RETURNING e.order_id, e.seq, n.text
), events AS (
    DELETE FROM core_event WHERE order_id = ANY(%(orders)s) RETURNING order_id, seq, name, data, actor, at
), said AS (
    SELECT order_id, jsonb_object_agg(seq::text, text) AS notes FROM notes GROUP BY order_id
), rows AS (
    SELECT e.order_id, date_trunc('month', min(e.at) AT TIME ZONE 'UTC')::date AS month, count(*) AS count,
           max(e.seq) AS last_seq, max(e.at) AS last_at,
           jsonb_agg(jsonb_build_object('seq', e.seq, 'name', e.name, 'data', e.data, 'actor', e.actor, 'at', e.at)
                     ORDER BY e.seq) AS events
    FROM events e GROUP BY e.order_id
)
INSERT INTO core_packedtimeline AS t (order_id, month, events, notes, count, last_seq, last_at, digest, packed_at)
SELECT r.order_id, r.month, r.events, coalesce(s.notes, '{}'), r.count, r.last_seq, r.last_at,
       encode(sha256(convert_to(r.events::text, 'UTF8')), 'hex'), now()
FROM rows r LEFT JOIN said s USING (order_id)
ON CONFLICT (order_id) DO UPDATE SET
    events = t.events || EXCLUDED.events, notes = t.notes || EXCLUDED.notes, count = t.count + EXCLUDED.count,
    last_seq = EXCLUDED.last_seq, last_at = EXCLUDED.last_at, packed_at = now(),
    digest = encode(sha256(convert_to((t.events || EXCLUDED.events)::text, 'UTF8')), 'hex')
RETURNING count
"""
DIGEST_AS_NUMBER = "('x' || substr(digest, 1, 15))::bit(60)::bigint::numeric"
_BOOKED = f"""
SELECT month, count(*), sum(count), sum({DIGEST_AS_NUMBER}) FROM core_packedtimeline
WHERE order_id = ANY(%(orders)s) GROUP BY month
"""
_BOOK = """
INSERT INTO core_archivemonth AS m (month, orders, events, checksum, updated_at)
VALUES (%(month)s, %(orders)s, %(events)s, %(checksum)s, now())
ON CONFLICT (month) DO UPDATE SET orders = m.orders + EXCLUDED.orders, events = m.events + EXCLUDED.events,
    checksum = m.checksum + EXCLUDED.checksum, updated_at = now()
"""


@service
def archive_events(*, order_ids: Collection[int], actor: Actor) -> int:
    """Pack the events of these orders, with their notes, into one row each; how many events went.

    The caller holds the locks of the orders, so that nothing is told of them meanwhile. The books of each month are
    kept in the same commit. The door is open for this transaction alone. Raises NotPermitted.
    """
    ensure_may(actor, "core.delete_event")
    keys = {"orders": sorted(order_ids)}
    with connection.cursor() as cursor:
        before = _booked(cursor, keys)
        cursor.execute("SET LOCAL oms.archiving = 'on'")
        cursor.execute(_PACK, keys)
        cursor.execute("SET LOCAL oms.archiving = 'off'")
        after = _booked(cursor, keys)
        for month, now in sorted(after.items()):
            orders, events, checksum = (new - old for new, old in zip(now, before.get(month, (0, 0, 0)), strict=True))
            if events:
                cursor.execute(_BOOK, {"month": month, "orders": orders, "events": events, "checksum": checksum})
    return sum(each[1] for each in after.values()) - sum(each[1] for each in before.values())


def _booked(cursor: Any, keys: Mapping[str, list[int]]) -> dict[date, tuple[int, ...]]:
    """Orders, events and checksum by month of what is packed of these orders."""
    cursor.execute(_BOOKED, keys)
    return {month: tuple(int(each) for each in sums) for month, *sums in cursor.fetchall()}
