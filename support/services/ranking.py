"""What a case is about and how pressing it is; its limits follow."""

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.service import service
from support.events import CaseRanked
from support.locks import lock_case
from support.models import Case, CaseKind, Priority
from support.services.clocks import CLOCK_FIELDS, set_clocks
from support.services.moving import change, remark


@service
def rank_case(
    *, case_id: int, actor: Actor, kind: str = "", priority: str = "", reason: str = "",
    expected_version: int | None = None,
) -> Case:  # fmt: skip
    """Say of which kind and how pressing the case is; what is left empty stays. Its limits are reckoned anew.

    Raises CaseNotFound, CaseChanged, NotPermitted and InvalidInput.
    """
    case = lock_case(case_id, expected_version=expected_version)
    ensure_may(actor, "support.work_case")
    if kind not in ("", *CaseKind.values):
        raise InvalidInput(f"There is no kind “{kind}” of case.", field="kind")
    if priority not in ("", *Priority.values):
        raise InvalidInput(f"There is no priority “{priority}”.", field="priority")
    set_rank(case, kind=kind or case.kind, priority=priority or case.priority, actor=actor)
    remark(case, reason, actor=actor)
    return case


def set_rank(case: Case, *, kind: str, priority: str, actor: Actor) -> None:
    """The same for a locked case."""
    changes = {}
    for name, value in (("kind", kind), ("priority", priority)):
        if getattr(case, name) != value:
            changes[name] = [str(getattr(case, name)), str(value)]
            setattr(case, name, value)
    if changes:
        set_clocks(case, now=timezone.now())
        change(case, ["kind", "priority", *CLOCK_FIELDS], CaseRanked, actor=actor, changes=changes)
