"""Put a case aside until a moment; it comes back by itself, and whenever the customer writes."""

from datetime import datetime

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.service import service
from support.events import CaseSnoozed, CaseWoke
from support.lifecycle import SETTLED
from support.locks import lock_case
from support.models import Case
from support.services.moving import change, remark


@service
def snooze_case(
    *, case_id: int, until: datetime, actor: Actor, reason: str = "", now: datetime | None = None,
    expected_version: int | None = None,
) -> Case:  # fmt: skip
    """The case is out of the queue until then; its clocks go on, for only the customer stops them.

    Raises CaseNotFound, CaseChanged, NotPermitted, MoveRefused when it is settled, InvalidInput for the past.
    """
    case = lock_case(case_id, expected_version=expected_version)
    ensure_may(actor, "support.work_case")
    if case.state in SETTLED:
        raise MoveRefused("snooze", [Blocker("settled", "it is settled.")])
    if until <= (now or timezone.now()):
        raise InvalidInput("Choose a moment that is still to come.", field="until")
    case.snoozed_until = until
    change(case, ["snoozed_until"], CaseSnoozed, actor=actor, changes={"snoozed_until": [None, until]})
    remark(case, reason, actor=actor)
    return case


@service
def wake_case(*, case_id: int, actor: Actor = SYSTEM) -> Case:
    """The case is in the queue again; one that is awake stays as it is. Raises CaseNotFound and NotPermitted."""
    case = lock_case(case_id)
    ensure_may(actor, "support.work_case")
    wake(case, actor=actor)
    return case


@service
def wake_due_case(*, case_id: int, now: datetime) -> bool:
    """Wake it if its time is there; whoever put it aside for longer meanwhile is not overruled."""
    case = lock_case(case_id)
    if case.snoozed_until is None or case.snoozed_until > now:
        return False
    wake(case, actor=SYSTEM)
    return True


def wake(case: Case, *, actor: Actor) -> None:
    """The same for a locked case."""
    if case.snoozed_until is not None:
        before, case.snoozed_until = case.snoozed_until, None
        change(case, ["snoozed_until"], CaseWoke, actor=actor, changes={"snoozed_until": [before, None]})
