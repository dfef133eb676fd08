"""What the clock does to cases: the snoozed come back, and a missed limit is told once."""

from datetime import datetime

from django.db.models import QuerySet

from core.actors import SYSTEM
from core.service import service
from support.events import CaseLimitMissed
from support.locks import lock_case
from support.models import Case
from support.selectors.policies import policy_for
from support.selectors.queue import cases_asleep, limits_passed
from support.services.clocks import ANSWER, CLOCK_FIELDS, RESOLVE, running_limits, set_next_limit
from support.services.moving import change, remark
from support.services.snoozing import wake_due_case

AT_ONCE = 200
_WORDS = {ANSWER: "Nobody answered in time.", RESOLVE: "It was not resolved in time."}


def sweep_cases(*, now: datetime) -> int:
    """Wake who slept long enough and tell of limits that were missed; how many cases that were."""
    woken = [wake_due_case(case_id=key, now=now) for key in _keys(cases_asleep(now=now))]
    told = [tell_missed(case_id=key, now=now) for key in _keys(limits_passed(now=now))]
    return sum(woken) + sum(told)


@service
def tell_missed(*, case_id: int, now: datetime) -> bool:
    """Tell each limit the case missed, once, and give it to who looks after such cases; False when it missed none."""
    case = lock_case(case_id)
    missed = [name for name, limit in running_limits(case).items() if limit <= now]
    for limit in missed:
        setattr(case, f"{limit}_missed_at", now)
    if not missed:
        return False
    set_next_limit(case)
    policy = policy_for(case.kind, case.priority)
    team = policy.escalate_to if policy else None
    moves_on = team is not None and case.team_id != team.pk
    if team is not None:
        case.team = team
    for limit in missed:
        remark(case, f"{_WORDS[limit]} {f'It is in the queue of {team} now.' if moves_on else ''}", actor=SYSTEM)
        change(case, ["team", *CLOCK_FIELDS], CaseLimitMissed, actor=SYSTEM, limit=limit)
    return True


def _keys(cases: QuerySet[Case]) -> list[int]:
    return list(cases.values_list("pk", flat=True)[:AT_ONCE])
