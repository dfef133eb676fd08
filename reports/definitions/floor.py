"""How fast and how exactly goods are picked."""

from reports.definitions.dimensions import PICKER, TIMES, WAREHOUSE
from reports.definitions.kinds import Behind, Measure, Report, Unit
from reports.definitions.orders import live
from reports.facts.counting import REAL_WAREHOUSE

# A longer pause is one: it is not work, and nobody is measured by it.
LONGEST_PICK_MINUTES = 15
_PICKS = f"""
SELECT 'task' AS kind, t.id AS task_id, t.assignee_id AS picker_id, b.warehouse_id,
       (t.finished_at AT TIME ZONE w.time_zone)::date AS day, t.picked_quantity AS units,
       least(extract(epoch FROM t.finished_at - greatest(t.assigned_at, lag(t.finished_at) OVER (
           PARTITION BY t.assignee_id ORDER BY t.finished_at, t.id))), {LONGEST_PICK_MINUTES * 60}) AS seconds,
       t.picked_quantity < t.quantity AS is_short, NULL::boolean AS is_right
FROM fulfillment_picktask t
JOIN fulfillment_pickbatch b ON b.id = t.batch_id
JOIN inventory_warehouse w ON w.id = b.warehouse_id
WHERE t.state IN ('picked', 'short') AND t.finished_at >= %(from_ts)s AND t.finished_at < %(to_ts)s AND {REAL_WAREHOUSE}
UNION ALL
SELECT 'scan', s.task_id, CASE WHEN s.actor ~ '^user:\\d+$' THEN substr(s.actor, 6)::bigint END, b.warehouse_id,
       (s.at AT TIME ZONE w.time_zone)::date, 0, NULL, false, s.ok
FROM fulfillment_scan s
JOIN fulfillment_picktask t ON t.id = s.task_id
JOIN fulfillment_pickbatch b ON b.id = t.batch_id
JOIN inventory_warehouse w ON w.id = b.warehouse_id
WHERE s.at >= %(from_ts)s AND s.at < %(to_ts)s AND {REAL_WAREHOUSE}
"""
PICKING = Report(
    slug="picking", title="Picking", question="How fast and how exactly do we pick?", family="Warehouse",
    sources="Finished pick tasks and scans", source=live(_PICKS),
    columns=("kind", "task_id", "picker_id", "warehouse_id", "day", "units", "seconds", "is_short", "is_right"),
    dimensions=(WAREHOUSE, *TIMES, PICKER), filters=("warehouse",),
    measures=(
        Measure(code="tasks", label="Picks", unit=Unit.COUNT, sql="count(*) FILTER (WHERE r.kind = 'task')",
                behind="tasks", counts="r.kind = 'task'", is_rows=True,
                formula="Tasks finished in these days: one SKU from one bin, found whole or short."),
        Measure(code="units", label="Units", unit=Unit.COUNT, sql="sum(r.units)", behind="tasks",
                counts="r.kind = 'task'", formula="Units taken in them."),
        Measure(code="hours", label="Hours", unit=Unit.HOURS, sql="sum(r.seconds) / 3600",
                formula="From the task before, or from taking the task if that was later, to its end; at most"
                f" {LONGEST_PICK_MINUTES} minutes each, for a longer pause is no work."),
        Measure(code="rate", label="Picks per hour", unit=Unit.RATE,
                sql="count(*) FILTER (WHERE r.kind = 'task') / nullif(sum(r.seconds) / 3600, 0)",
                formula="Picks ÷ hours."),
        Measure(code="scans", label="Scans", unit=Unit.COUNT, sql="count(*) FILTER (WHERE r.kind = 'scan')",
                formula="Everything a scanner read while picking."),
        Measure(code="accuracy", label="Right scans", unit=Unit.PERCENT,
                sql="100.0 * count(*) FILTER (WHERE r.is_right) / nullif(count(r.is_right), 0)",
                formula="Scans of the right bin or goods ÷ scans. A wrong one moves nothing."),
        Measure(code="short", label="Short", unit=Unit.COUNT, sql="count(*) FILTER (WHERE r.is_short)",
                behind="tasks", counts="r.kind = 'task' AND r.is_short", is_rows=True,
                formula="Tasks in which fewer units lay in the bin than the books said."),
    ),
    behind={"tasks": Behind(model="fulfillment.picktask", key="task_id")}, chart="rate",
    notes="By picker only for who leads: the same right as ratings by picker.",
)  # fmt: skip

REPORTS = (PICKING,)
