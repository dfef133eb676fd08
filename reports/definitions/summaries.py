"""Sources that read the daily summaries."""

from datetime import date, datetime
from typing import Any

from reports.definitions.kinds import Rows
from reports.models import SummaryKind
from reports.selectors.daily import days_of


def summary(kind: SummaryKind, sql: str = "SELECT * FROM ({days}) days") -> Any:
    """The rows of one summary, today and changed days as they are now; ``sql`` may add to them."""

    def source(first: date, last: date, now: datetime) -> Rows:
        days = days_of(kind, first=first, last=last, now=now)
        fresh = days.freshness
        return Rows(
            sql.replace("{days}", days.sql), days.params, as_of=fresh.as_of, waiting=fresh.waiting,
            is_ready=fresh.as_of is not None,
        )  # fmt: skip

    return source
