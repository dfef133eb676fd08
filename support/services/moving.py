"""Working on a case."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from core.actors import Actor
from core.errors import InvalidInput
from core.events import publish
from core.fsm import perform
from core.service import service
from support.events import CaseFact, CaseMoved
from support.lifecycle import CaseMoves
from support.locks import lock_case
from support.models import Case, CaseMessage, Direction
from support.services.clocks import CLOCK_FIELDS, follow_state
from support.services.counting import recount_open_cases

MOVES = ("start", "wait_for_customer", "wait_for_carrier", "wait_for_colleagues", "resolve", "close", "reopen")


@service
def move_case(*, case_id: int, move: str, actor: Actor, reason: str = "", expected_version: int | None = None) -> Case:
    """Make one of the case's moves; a reason is kept as an internal note.

    Raises CaseNotFound, CaseChanged, InvalidInput for an unknown move, NotPermitted, MoveRefused.
    """
    if move not in MOVES or not hasattr(CaseMoves, move):
        raise InvalidInput(f"A case has no move “{move}”.", field="move")
    case = lock_case(case_id, expected_version=expected_version)
    make_move(case, move, actor=actor)
    remark(case, reason, actor=actor)
    return case


def make_move(case: Case, move: str, *, actor: Actor) -> None:
    """Move a locked case, save, tell, recount; its clocks follow. Raises NotPermitted or MoveRefused."""
    now = timezone.now()
    before, after = perform(case, move, actor=actor, now=now)
    follow_state(case, now=now)
    case.snoozed_until = None
    case.version += 1
    fields = ["state", "resolved_at", "closed_at", "snoozed_until", "version", *CLOCK_FIELDS]
    change(case, fields, CaseMoved, actor=actor, changes={case.number: [before, after]})
    recount_open_cases(case.order_id, actor=actor)


def change(
    case: Case, fields: Iterable[str], fact: type[CaseFact], *, actor: Actor,
    changes: Mapping[str, Sequence[Any]] | None = None, **ids: Any,
) -> None:  # fmt: skip
    """Save named fields of a locked case and tell it."""
    case.save(update_fields=list(fields))
    publish(fact(order_id=case.order_id, case_id=case.pk, **ids), actor=actor, changes=changes)


def save_news(case: Case, fields: Iterable[str]) -> None:
    """Save named fields of a locked case after something was said; whoever read it before is told so."""
    case.version += 1
    case.save(update_fields=[*fields, "version"])


def remark(case: Case, text: str, *, actor: Actor) -> None:
    """An internal note, where there is something to note."""
    if text.strip():
        CaseMessage.objects.create(case=case, direction=Direction.INTERNAL, text=text.strip(), author=actor.label)
