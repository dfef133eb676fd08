"""Which cases wait for somebody, and for how long they still may."""

from datetime import datetime, timedelta

from django.db.models import Case as Choice
from django.db.models import F, IntegerField, Q, QuerySet, Value, When

from core.actors import Actor
from support.lifecycle import CaseState
from support.models import Case, Priority

# So long before a limit a case counts as near it.
NEAR = timedelta(hours=2)
_RANKS = {Priority.URGENT: 0, Priority.HIGH: 1, Priority.NORMAL: 2, Priority.LOW: 3}


def awake(now: datetime) -> Q:
    """Not put aside, or no longer."""
    return Q(snoozed_until=None) | Q(snoozed_until__lte=now)


def missed() -> Q:
    """A limit was missed, and nothing was done about it since."""
    return Q(answer_missed_at__isnull=False, awaiting_since__isnull=False) | Q(resolve_missed_at__isnull=False)


def free(now: datetime) -> Q:
    """Open, awake, and nobody has it although it is ours to speak."""
    return Q(awake(now), resolved_at=None, assignee=None) & ~Q(state=CaseState.WAITING_CUSTOMER)


def near(now: datetime) -> Q:
    """Open, and a limit was missed or will be within ``NEAR``."""
    return Q(Q(next_limit_at__lte=now + NEAR) | missed(), resolved_at=None)


def cases_near_limit(*, now: datetime) -> QuerySet[Case]:
    """Open cases that missed a limit or will within ``NEAR``, the nearest first; the snoozed among them."""
    return Case.objects.filter(near(now)).order_by(F("next_limit_at").asc(nulls_last=True), "pk")


def waiting_cases(actor: Actor, *, now: datetime) -> QuerySet[Case]:
    """Cases nobody has, in nobody's queue or in one of the actor's, the most pressing first."""
    mine = Q(team=None) | Q(team__user=actor.user_id) if actor.user_id else Q()
    rank = Choice(
        *(When(priority=word, then=Value(place)) for word, place in _RANKS.items()), output_field=IntegerField()
    )  # fmt: skip
    return (
        Case.objects.filter(free(now), mine)
        .alias(rank=rank)
        .order_by(F("next_limit_at").asc(nulls_last=True), "rank", "pk")
    )


def cases_asleep(*, now: datetime) -> QuerySet[Case]:
    """Cases whose time to come back is there."""
    return Case.objects.filter(snoozed_until__lte=now).order_by("snoozed_until")


def limits_passed(*, now: datetime) -> QuerySet[Case]:
    """Cases that missed their next limit and nobody was told yet."""
    return Case.objects.filter(next_limit_at__lte=now, resolved_at=None).order_by("next_limit_at")
