"""Who works on a case, and which one comes next."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.service import service
from support.events import CaseAssigned
from support.lifecycle import SETTLED
from support.locks import lock_case
from support.models import Case
from support.selectors.queue import waiting_cases
from support.services.moving import change

LOOKED_AT = 20
WORK = "support.work_case"


@service
def assign_case(*, case_id: int, user_id: int | None, actor: Actor, expected_version: int | None = None) -> Case:
    """Give the case to a member of staff, or to nobody.

    Raises CaseNotFound, CaseChanged, NotPermitted, and InvalidInput for somebody who cannot work on cases.
    """
    case = lock_case(case_id, expected_version=expected_version)
    ensure_may(actor, WORK)
    if user_id is not None:
        user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
        if user is None or not user.has_perm(WORK):
            raise InvalidInput("Choose somebody who may work on cases.", field="user_id")
    _assign(case, user_id, actor=actor)
    return case


@service
def take_case(*, case_id: int, actor: Actor) -> Case:
    """The case is one's own now. Raises CaseNotFound, NotPermitted, MoveRefused when somebody else has it."""
    case = lock_case(case_id)
    ensure_may(actor, WORK)
    if reasons := list(take_blockers(case, actor)):
        raise MoveRefused("take", reasons)
    _assign(case, actor.user_id, actor=actor)
    return case


def take_next(*, actor: Actor, now: datetime | None = None) -> Case | None:
    """The most pressing case that nobody has, now one's own; None when none waits. Raises NotPermitted.

    Two who ask at once get two: who comes second to a case goes on to the next one.
    """
    ensure_may(actor, WORK)
    keys = waiting_cases(actor, now=now or timezone.now()).values_list("pk", flat=True)
    for key in list(keys[:LOOKED_AT]):
        try:
            return take_case(case_id=key, actor=actor)
        except MoveRefused:
            continue
    return None


def keep_if_nobodys(case: Case, *, actor: Actor) -> None:
    """Who answers has the locked case from then on, if nobody has it; the system and settled cases stay nobody's."""
    if case.assignee_id is None and case.state not in SETTLED and actor.user_id is not None and actor.may(WORK):
        _assign(case, actor.user_id, actor=actor)


def take_blockers(case: Case, actor: Actor) -> Iterator[Blocker]:
    """Why one cannot take it."""
    if case.state in SETTLED:
        yield Blocker("settled", "it is settled.")
    elif case.assignee_id is not None and case.assignee_id != actor.user_id:
        yield Blocker("taken", "somebody else has it.", fix="Ask them, or assign it to yourself.")


def _assign(case: Case, user_id: int | None, *, actor: Actor) -> None:
    if case.assignee_id == user_id:
        return
    before, case.assignee_id = case.assignee_id, user_id
    change(case, ["assignee"], CaseAssigned, actor=actor, changes={"assignee": [before, user_id]})
