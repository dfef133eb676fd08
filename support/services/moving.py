"""Working on a case."""

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from core.fsm import perform
from core.service import service
from support.events import CaseMoved
from support.lifecycle import CaseMoves
from support.locks import lock_case
from support.models import Case, CaseMessage, Direction
from support.services.counting import recount_open_cases

MOVES = ("start", "wait_for_customer", "wait_for_carrier", "wait_for_colleagues", "resolve", "close", "reopen")


@service
def move_case(*, case_id: int, move: str, actor: Actor, reason: str = "") -> Case:
    """Make one of the case's moves; a reason is kept as an internal note.

    Raises CaseNotFound, InvalidInput for an unknown move, NotPermitted, MoveRefused.
    """
    if move not in MOVES or not hasattr(CaseMoves, move):
        raise InvalidInput(f"A case has no move “{move}”.", field="move")
    case = lock_case(case_id)
    make_move(case, move, actor=actor)
    if reason.strip():
        CaseMessage.objects.create(case=case, direction=Direction.INTERNAL, text=reason.strip(), author=actor.label)
    return case


@service
def assign_case(*, case_id: int, user_id: int | None, actor: Actor) -> Case:
    """Give the case to a member of staff, or to nobody. Raises CaseNotFound or NotPermitted."""
    case = lock_case(case_id)
    ensure_may(actor, "support.work_case")
    case.assignee_id = user_id
    case.save(update_fields=["assignee"])
    return case


def make_move(case: Case, move: str, *, actor: Actor) -> None:
    """Move a locked case, save, tell, recount. Raises NotPermitted or MoveRefused."""
    before, after = perform(case, move, actor=actor, now=timezone.now())
    case.save(update_fields=["state", "resolved_at", "closed_at"])
    publish(CaseMoved(order_id=case.order_id, case_id=case.pk), actor=actor, changes={case.number: [before, after]})
    recount_open_cases(case.order_id, actor=actor)
