"""The daily figures other pages build on: summaries of older days, today and days that changed as they are now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import F, Q

from reports.facts.kinds import SUMMARIES, Summary
from reports.models import SummaryDay, SummaryKind, SummaryRun
from reports.selectors.days import Clock, channel_clocks, warehouse_clocks

# More changed days than these are told as waiting, not worked out while somebody looks at a page.
LIVE_DAYS = 8
STALE = Q(computed_at=None) | Q(computed_at__lt=F("changed_at"))


@dataclass(frozen=True)
class Freshness:
    """How old figures may be: ``as_of`` is None where no run was yet; ``waiting`` days are older than that."""

    as_of: datetime | None
    event_id: int
    waiting: int


@dataclass(frozen=True)
class Days:
    """A source for reports: a SELECT with its parameters, the columns of one summary, and how fresh it is."""

    sql: str
    params: Mapping[str, Any]
    freshness: Freshness


def days_of(kind: SummaryKind, *, first: date, last: date, now: datetime) -> Days:
    """Rows of the summary from the first day to the last, both included, each by its own channel's clock.

    Today (of each clock) and at most eight days that changed since they were worked out are read from the books.
    """
    summary = SUMMARIES[kind]
    clocks = channel_clocks() if summary.scope == "channel_id" else warehouse_clocks()
    stale = list(SummaryDay.objects.filter(STALE, kind=kind, day__range=(first, last)).values_list("scope_id", "day"))
    todays = {(pk, clock.today(now)) for pk, clock in clocks.items() if first <= clock.today(now) <= last}
    changed = sorted(set(stale) - todays, key=lambda one: (one[1], one[0]), reverse=True)
    live = [one for one in (*todays, *changed[:LIVE_DAYS]) if one[0] in clocks]
    sql, params = _union(summary, clocks, live, first=first, last=last)
    run = SummaryRun.objects.order_by("-started_at", "-pk").first()
    freshness = Freshness(
        as_of=run.started_at if run else None, event_id=run.event_id if run else 0, waiting=len(changed[LIVE_DAYS:])
    )
    return Days(sql, params, freshness)


def _union(
    summary: Summary, clocks: Mapping[int, Clock], live: Sequence[tuple[int, date]], *, first: date, last: date
) -> tuple[str, dict[str, Any]]:
    columns = ", ".join(summary.columns)
    params: dict[str, Any] = {
        "s_first": first, "s_last": last, "s_scopes": [one[0] for one in live], "s_days": [one[1] for one in live],
    }  # fmt: skip
    parts = [
        f"SELECT {columns} FROM {summary.table} s WHERE s.day BETWEEN %(s_first)s AND %(s_last)s AND NOT EXISTS ("
        f"SELECT 1 FROM unnest(%(s_scopes)s::bigint[], %(s_days)s::date[]) AS live (scope, day) "
        f"WHERE live.scope = s.{summary.scope} AND live.day = s.day)"
    ]
    for index, (scope, day) in enumerate(live):
        stretch = {f"live{index}_{name}": value for name, value in clocks[scope].stretch(day, day).items()}
        params |= stretch
        parts.append(f"SELECT {columns} FROM ({_renamed(summary.sql, index)}) AS live_{index}")
    return " UNION ALL ".join(parts), params


def _renamed(sql: str, index: int) -> str:
    """The same SQL with parameters of its own, so that several days stand in one statement."""
    return sql.replace("%(", f"%(live{index}_")


def fetch(sql: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows as dictionaries; one query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def sales_by_day(
    *, first: date, last: date, now: datetime, channel_ids: Sequence[int] | None = None
) -> list[dict[str, Any]]:
    """Per day and currency: orders, lost_orders, units, net, tax, total and kept_total; days without orders are left
    out. Four queries, whatever the number of orders."""
    days = days_of(SummaryKind.SALES, first=first, last=last, now=now)
    names = ("orders", "lost_orders", "units", "gross", "discounts", "shipping", "net", "tax", "total", "kept_total")
    return fetch(_by_day(days.sql, names), {**days.params, "channels": list(channel_ids) if channel_ids else None})


def reversals_by_day(
    *, first: date, last: date, now: datetime, channel_ids: Sequence[int] | None = None
) -> list[dict[str, Any]]:
    """Per day and currency what was called off and given back on it, whenever it was ordered. Four queries."""
    days = days_of(SummaryKind.REVERSALS, first=first, last=last, now=now)
    names = ("canceled_orders", "canceled_units", "canceled_value", "refunds", "refunded")
    return fetch(_by_day(days.sql, names), {**days.params, "channels": list(channel_ids) if channel_ids else None})


def _by_day(sql: str, names: Sequence[str]) -> str:
    sums = ", ".join(f"sum({name}) AS {name}" for name in names)
    return (
        f"SELECT day, currency, {sums} FROM ({sql}) AS days "
        "WHERE %(channels)s::bigint[] IS NULL OR channel_id = ANY(%(channels)s::bigint[]) "
        "GROUP BY day, currency ORDER BY day, currency"
    )
