"""The clocks of a case: how long it may wait for an answer and for its end, and when they stand still."""

from datetime import datetime, timedelta

from support.hours import Schedule, due_at
from support.lifecycle import SETTLED, CaseState
from support.models import Case, CasePause
from support.selectors.policies import policy_for, schedule_of

ANSWER, RESOLVE = "answer", "resolve"
CLOCK_FIELDS = (
    "awaiting_since", "answer_due_at", "resolve_due_at", "paused_at", "next_limit_at", "answer_missed_at",
    "resolve_missed_at",
)  # fmt: skip


def set_clocks(case: Case, *, now: datetime) -> None:
    """Reckon both limits anew from the case's kind, priority and pauses, in memory; the caller holds its lock."""
    policy = policy_for(case.kind, case.priority)
    pauses = list(case.pauses.values_list("started_at", "ended_at")) if case.pk else []
    schedule = schedule_of(policy.calendar) if policy else None
    if case.awaiting_since is not None:
        case.answer_due_at = _limit(schedule, case.awaiting_since, policy.answer_hours if policy else None, pauses)
        case.answer_missed_at = _still_missed(case.answer_missed_at, case.answer_due_at, now)
    if not case.resolve_is_fixed:
        case.resolve_due_at = _limit(schedule, case.opened_at, policy.resolve_hours if policy else None, pauses)
        case.resolve_missed_at = _still_missed(case.resolve_missed_at, case.resolve_due_at, now)
    set_next_limit(case)


def set_next_limit(case: Case) -> None:
    """The next limit nobody missed yet; none while the clocks stand still, but for one that somebody else set."""
    case.next_limit_at = min(running_limits(case).values(), default=None)


def running_limits(case: Case) -> dict[str, datetime]:
    """``answer`` and ``resolve``: the limits that count now and were not missed yet."""
    if case.state in SETTLED:
        return {}
    runs = case.paused_at is None
    limits = {
        ANSWER: case.answer_due_at if runs and case.awaiting_since and case.answer_missed_at is None else None,
        RESOLVE: case.resolve_due_at if (runs or case.resolve_is_fixed) and case.resolve_missed_at is None else None,
    }
    return {name: limit for name, limit in limits.items() if limit is not None}


def follow_state(case: Case, *, now: datetime) -> None:
    """Stop the clocks when the customer has the next word, let them go on when not, in memory but for the pause."""
    is_waiting = case.state == CaseState.WAITING_CUSTOMER
    if is_waiting and case.paused_at is None:
        case.paused_at = now
    elif not is_waiting and case.paused_at is not None:
        CasePause.objects.create(case=case, started_at=case.paused_at, ended_at=max(now, case.paused_at))
        case.paused_at = None
        set_clocks(case, now=now)
    set_next_limit(case)


def await_answer(case: Case, *, now: datetime) -> None:
    """The customer said something: the clock of our answer begins, unless it runs already."""
    if case.awaiting_since is None:
        case.awaiting_since, case.answer_missed_at = now, None
        set_clocks(case, now=now)


def answer_given(case: Case, *, now: datetime) -> None:
    """The customer has our answer: its clock ends."""
    case.answered_at = case.answered_at or now
    case.awaiting_since = None
    set_next_limit(case)


def _limit(
    schedule: Schedule | None, start: datetime, hours: int | None, pauses: list[tuple[datetime, datetime]]
) -> datetime | None:
    return due_at(schedule, start, timedelta(hours=hours), pauses) if hours is not None else None


def _still_missed(missed_at: datetime | None, due: datetime | None, now: datetime) -> datetime | None:
    """A limit that moved into the future can be missed, and told of, again."""
    return missed_at if due is not None and due <= now else None
