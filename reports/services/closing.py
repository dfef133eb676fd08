"""Open the journal, and close its days one after the other: afterwards nothing of them changes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.service import service
from reports.errors import JournalUnbalanced
from reports.journal import customers, goods, opening, other_money
from reports.journal.paper import sha256_of
from reports.journal.windows import of_the_day
from reports.journal.words import DEFAULT_CODES
from reports.journal.writing import write_legs
from reports.models import JournalAccount, JournalDay, JournalLine
from reports.selectors.journal import day_is_over_at, last_day, opening_day

RIGHT = "reports.close_journal"
_DAY_LEGS = (
    customers.position_legs(of_the_day), customers.tender_legs(of_the_day), customers.paper_legs(of_the_day),
    other_money.credit_legs(of_the_day), other_money.payout_legs(of_the_day), goods.goods_legs(of_the_day),
)  # fmt: skip


@service
def open_journal(*, day: date, actor: Actor, now: datetime | None = None) -> JournalDay:
    """The first day of the books: the balances of its evening. What follows is closed day by day.

    Raises NotPermitted, and MoveRefused when the journal is open already or the day is not over.
    """
    ensure_may(actor, RIGHT)
    _lock_chart()
    if last_day() is not None:
        raise MoveRefused("open the journal", [Blocker("is_open", "it is open already.", fix="Close its next day.")])
    _ensure_over(day, now or timezone.now())
    legs = (opening.order_legs(), opening.credit_legs(), opening.stock_legs())
    return _write(day, legs, actor=actor, is_opening=True)


@service
def close_next_day(*, actor: Actor, now: datetime | None = None) -> JournalDay:
    """The day after the last one that is closed, with everything that happened until its end and stood on none before.

    Two at once close two days, one after the other. Raises NotPermitted, MoveRefused before the day is over everywhere
    or while the journal is not open, and JournalUnbalanced.
    """
    ensure_may(actor, RIGHT)
    _lock_chart()
    last = last_day()
    if last is None:
        fix = "Choose the day whose evening the books begin with."
        raise MoveRefused("close a day", [Blocker("not_open", "the journal was not opened yet.", fix=fix)])
    day = last.day + timedelta(days=1)
    _ensure_over(day, now or timezone.now())
    return _write(day, _DAY_LEGS, actor=actor, is_opening=False)


def _lock_chart() -> None:
    """One at a time, over a chart that is whole and stays as it is meanwhile."""
    usual = (JournalAccount(kind=kind, code=code, name=kind.label) for kind, code in DEFAULT_CODES.items())
    JournalAccount.objects.bulk_create(usual, ignore_conflicts=True)
    list(JournalAccount.objects.select_for_update().order_by("pk"))


def _ensure_over(day: date, now: datetime) -> None:
    over_at = day_is_over_at(day)
    if now < over_at:
        fix = f"Close it after {over_at:%Y-%m-%d %H:%M} UTC."
        raise MoveRefused("close a day", [Blocker("not_over", f"{day:%Y-%m-%d} is not over everywhere.", fix=fix)])


def _write(day: date, legs: Sequence[str], *, actor: Actor, is_opening: bool) -> JournalDay:
    """Lines first, the day last: a day that exists takes no more lines."""
    key = _next_key()
    values = {"day": day, "opened": opening_day() or day, "zone": settings.TIME_ZONE}
    count = write_legs(legs, day_id=key, values=values)
    if not is_opening:
        count += write_legs([goods.revaluation_legs()], day_id=key, values=values)
    lines = JournalLine.objects.filter(day_id=key)
    _ensure_balanced(key)
    return JournalDay.objects.create(
        pk=key, day=day, is_opening=is_opening, closed_by=actor.label, lines_total=count,
        uncosted_movements=0 if is_opening else _uncosted(values), sha256=sha256_of(lines, day=day.isoformat()),
    )  # fmt: skip


def _next_key() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('reports_journalday', 'id'))")
        return int(cursor.fetchone()[0])


def _uncosted(values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(goods.uncosted(of_the_day), values)
        return int(cursor.fetchone()[0])


def _ensure_balanced(day_id: int) -> None:
    sums = JournalLine.objects.filter(day_id=day_id).order_by().values("channel", "currency")
    off = list(sums.annotate(amount=Sum("amount")).exclude(amount=0))
    if off:
        told = ", ".join(f"{row['channel'] or 'house'} {row['amount']:f} {row['currency']}" for row in off)
        raise JournalUnbalanced(f"The day does not balance ({told}); nothing was written. Run audit_books.", sums=told)
