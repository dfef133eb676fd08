"""Which days changed: found on the timeline, and written down in the commit that moves the mark."""

from datetime import datetime, timedelta

from django.db import connection

from core.models import Event
from core.service import service
from reports.facts.counting import REAL_ORDER, REAL_WAREHOUSE
from reports.models import SummaryRun

# An event is written before its commit, so a younger one may be seen first: what came this long before the last look
# is looked at again. No transaction of the house lives as long.
OVERLAP = timedelta(minutes=30)
NIGHTLY_OVERLAP = timedelta(days=2)
RUNS_KEPT = timedelta(days=30)

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('reports.marking'))"
# What touched an order may have changed each day on which it was placed, parts of it called off or given back, or
# parcels of it left.
_MARK = f"""
WITH heard AS (SELECT id, order_id, name, at FROM core_event WHERE id > %(after)s),
touched AS (SELECT DISTINCT order_id FROM heard),
known AS (
    SELECT o.id, o.channel_id, o.placed_at, c.time_zone AS zone FROM orders_order o
    JOIN catalog_channel c ON c.id = o.channel_id JOIN touched t ON t.order_id = o.id
    WHERE o.placed_at IS NOT NULL AND {REAL_ORDER}
), placed AS (
    SELECT DISTINCT channel_id, (placed_at AT TIME ZONE zone)::date AS day FROM known
    UNION
    SELECT k.channel_id, (e.at AT TIME ZONE k.zone)::date FROM known k
    JOIN core_event e ON e.order_id = k.id AND e.name = 'orders.placed'
), reversed AS (
    SELECT k.channel_id, (h.at AT TIME ZONE k.zone)::date AS day FROM heard h JOIN known k ON k.id = h.order_id
    UNION
    SELECT k.channel_id, (t.settled_at AT TIME ZONE k.zone)::date FROM known k
    JOIN payments_payment p ON p.order_id = k.id
    JOIN payments_paymenttransaction t ON t.payment_id = p.id
    WHERE t.kind IN ('refund', 'return') AND t.settled_at IS NOT NULL
), left_house AS (
    SELECT DISTINCT f.warehouse_id, (p.shipped_at AT TIME ZONE w.time_zone)::date AS day FROM touched t
    JOIN fulfillment_fulfillmentorder f ON f.order_id = t.order_id
    JOIN inventory_warehouse w ON w.id = f.warehouse_id AND {REAL_WAREHOUSE}
    JOIN fulfillment_parcel p ON p.fulfillment_order_id = f.id AND p.shipped_at IS NOT NULL
)
INSERT INTO reports_summaryday (kind, scope_id, day, changed_at, event_id)
SELECT kind, scope_id, day, clock_timestamp(), 0 FROM (
    SELECT 'sales' AS kind, channel_id AS scope_id, day FROM placed
    UNION SELECT 'skus', channel_id, day FROM placed
    UNION SELECT 'reversals', channel_id, day FROM reversed
    UNION SELECT 'parcels', warehouse_id, day FROM left_house
) days
ON CONFLICT (kind, scope_id, day) DO UPDATE SET changed_at = excluded.changed_at
"""


@service
def mark_changed_days(*, now: datetime, overlap: timedelta = OVERLAP) -> SummaryRun:
    """The look just taken: every day that events since the last one touched waits to be worked out.

    Mark and days are one commit, so a process that dies here leaves the old mark, and the next run looks again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        seen = SummaryRun.objects.filter(started_at__lte=now - overlap).order_by("-started_at", "-pk").first()
        upto = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        cursor.execute(_MARK, {"after": seen.event_id if seen else 0})
        marked = cursor.rowcount
    # The one just used stays, else the next look would begin with the first event of all.
    SummaryRun.objects.filter(started_at__lt=now - RUNS_KEPT).exclude(pk=seen.pk if seen else 0).delete()
    return SummaryRun.objects.create(started_at=now, event_id=upto, days_marked=marked)


@service
def mark_everything(*, now: datetime) -> SummaryRun:
    """As ``mark_changed_days``, over the whole timeline: after a restore, or when the way of counting changed."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute("UPDATE reports_summaryday SET changed_at = clock_timestamp()")
        upto = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        cursor.execute(_MARK, {"after": 0})
        marked = cursor.rowcount
    return SummaryRun.objects.create(started_at=now, event_id=upto, days_marked=marked)
