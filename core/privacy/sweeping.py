"""What is older than its rule goes, some hundred rows at a time; what is under legal hold stays."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from core.privacy.erasing import marks_of
from core.privacy.naming import mark_parameters, naming
from core.privacy.registry import reach, tables
from core.privacy.retaining import Retention
from core.privacy.tables import Table

BATCH = 500
# The words that name customers, by their keys.
Marks = dict[int, list[str]]
_DUE = "SELECT t.{key} FROM {table} t WHERE ({due}) ORDER BY t.{key} LIMIT %(most)s FOR UPDATE SKIP LOCKED"
_COUNT = "SELECT count(*) FROM {table} t WHERE ({due})"
_HELD = "SELECT DISTINCT h.customer_id FROM ({held}) AS h (customer_id)"


def count_due(retention: Retention, *, days: int, now: datetime) -> int:
    """How many rows would go now; nothing is touched."""
    table = tables()[retention.model]
    condition, values = due(retention, table, days=days, now=now)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(table=table.name, due=condition), values)
        return int(cursor.fetchone()[0])


def sweep_some(retention: Retention, *, days: int, now: datetime, most: int = BATCH, known: Marks | None = None) -> int:
    """How many rows went in one small transaction, at most ``most``; zero when none is due.

    Who is held is asked each time, as a hold may begin between two batches; by which words they are named is kept in
    ``known`` from one batch to the next.
    """
    table = tables()[retention.model]
    condition, values = due(retention, table, days=days, now=now, known=known)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_DUE.format(key=table.key, table=table.name, due=condition), {**values, "most": most})
        keys = [key for (key,) in cursor.fetchall()]
        if not keys:
            return 0
        if retention.run is not None:
            retention.run(keys)
        elif retention.deletes:
            cursor.execute(f"DELETE FROM {table.name} WHERE {table.key} = ANY(%s)", [keys])
        else:
            emptied = ", ".join(f'"{name}" = {value}' for name, value in columns(retention, table).items())
            cursor.execute(f"UPDATE {table.name} t SET {emptied} WHERE t.{table.key} = ANY(%s)", [keys])
    return len(keys)


def columns(retention: Retention, table: Table) -> Mapping[str, str]:
    """What is emptied: the columns named, else everything erasing empties."""
    wanted = {table.column(name) for name in retention.columns}
    return {name: value for name, value in table.erased.items() if not wanted or name in wanted}


def due(
    retention: Retention, table: Table, *, days: int, now: datetime, known: Marks | None = None
) -> tuple[str, dict[str, Any]]:
    """The SQL condition on ``t`` with its parameters: over, old enough, not emptied yet, and under no hold."""
    parts = [f"({retention.over})", f"({retention.since}) < %(before)s"]
    values: dict[str, Any] = {"before": now - timedelta(days=days)}
    if not retention.deletes and retention.run is None:
        emptied = columns(retention, table)
        parts.append("(" + " OR ".join(f't."{name}" IS DISTINCT FROM {value}' for name, value in emptied.items()) + ")")
    held = held_customers()
    if held and table.of:
        parts.append(f"({reach(table.of, customers='SELECT unnest(%(held)s::bigint[])')}) IS NOT TRUE")
        values["held"] = held
    if held and table.is_searched:
        words = words_for(held, {} if known is None else known)
        if words:
            # Whoever else it belongs to: what names somebody held is kept.
            parts.append(f"({naming(replace(table, owner=''))}) IS NOT TRUE")
            values |= mark_parameters(words)
    return " AND ".join(parts), values


def words_for(customers: Sequence[int], known: Marks) -> list[str]:
    """By what any of the customers is named, looked up for those who are not ``known`` yet."""
    for customer_id in customers:
        if customer_id not in known:
            known[customer_id] = marks_of(customer_id)
    return sorted({word for customer_id in customers for word in known[customer_id]})


def held_customers() -> list[int]:
    """Keys of customers under legal hold."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD.format(held=reach("{held}")))
        return [key for (key,) in cursor.fetchall()]
