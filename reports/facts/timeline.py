"""The timeline of orders as reports read it: what lies in the table and what is packed away, as one."""


def timeline(names: str, *, start: str, end: str) -> str:
    """A subquery of the events called ``names`` (SQL list) from ``start`` to ``end``: key, order_id, name, at, changes.

    Packed timelines are opened only where they reach into the time; an order is packed when it is long over, so one
    that began more than two years before is not looked for.
    """
    return f"""(
    SELECT 'e' || e.id AS key, e.order_id, e.name, e.at, e.data -> 'changes' AS changes
    FROM core_event e WHERE e.name IN ({names}) AND e.at >= {start} AND e.at < {end}
    UNION ALL
    SELECT 'p' || p.order_id || ':' || (x ->> 'seq'), p.order_id, x ->> 'name', (x ->> 'at')::timestamptz,
           x -> 'data' -> 'changes'
    FROM core_packedtimeline p CROSS JOIN LATERAL jsonb_array_elements(p.events) x
    WHERE p.last_at >= {start} AND p.month <= {end} AND p.month >= {start} - interval '2 years'
      AND x ->> 'name' IN ({names}) AND (x ->> 'at')::timestamptz >= {start} AND (x ->> 'at')::timestamptz < {end}
)"""


# An order that went into another lives on there; it ended as canceled, so only such are looked up.
MERGED_AWAY = """(
    o.state = 'canceled' AND (
        EXISTS (SELECT 1 FROM core_event m WHERE m.order_id = o.id AND m.name = 'orders.merged_into')
        OR EXISTS (SELECT 1 FROM core_packedtimeline m WHERE m.order_id = o.id
                   AND m.events @> '[{"name": "orders.merged_into"}]'::jsonb)
    )
)"""
