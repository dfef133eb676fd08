"""Two cases about the same become one: everything said goes over, and so does whatever comes later."""

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.service import service
from support.events import CaseMerged
from support.lifecycle import SETTLED
from support.locks import lock_cases
from support.models import Case, CaseAttachment, CaseMessage, InboundMail
from support.selectors.addresses import addresses_of
from support.services.clocks import CLOCK_FIELDS, set_clocks
from support.services.counting import recount_open_cases
from support.services.moving import change, make_move, remark, save_news

RIGHT = "support.merge_case"


@service
def merge_case(*, case_id: int, into_number: str, actor: Actor, reason: str = "") -> Case:
    """The case that goes on, with the messages, mails and files of both; the other is closed and leads to it.

    Each keeps its order; a case without one gets the other's. Raises CaseNotFound, NotPermitted, InvalidInput for a
    number that is none or its own, and MoveRefused when one is merged already, the other is settled, or they are of
    two customers.
    """
    ensure_may(actor, RIGHT)
    into_id = Case.objects.filter(number=into_number.strip().upper()).values_list("pk", flat=True).first()
    if into_id is None:
        raise InvalidInput(f"There is no case “{into_number}”. Copy its number.", field="into_number")
    case, into = lock_cases([case_id, into_id])
    if reasons := [*merge_blockers(case), *_target_blockers(case, into)]:
        raise MoveRefused("merge", reasons)
    _carry_over(case, into)
    remark(into, f"{case.number} was merged into this one. {reason}", actor=actor)
    remark(case, f"It goes on in {into.number}. {reason}", actor=actor)
    case.merged_into = into
    make_move(case, "merge", actor=actor)
    change(case, ["merged_into"], CaseMerged, actor=actor, into_case_id=into.pk)
    _take_on(into, case)
    recount_open_cases(into.order_id, actor=actor)
    return into


def merge_blockers(case: Case) -> list[Blocker]:
    """Why the case cannot be merged into any other."""
    if case.merged_into_id is not None:
        return [Blocker("merged", "it was merged already.")]
    return [Blocker("settled", "it is settled.", fix="Reopen it first.")] if case.state in SETTLED else []


def _target_blockers(case: Case, into: Case) -> list[Blocker]:
    found = []
    if into.merged_into_id is not None:
        found.append(Blocker("merged", f"{into.number} was merged into another itself.", fix="Choose that one."))
    elif into.state in SETTLED:
        found.append(Blocker("settled", f"{into.number} is settled.", fix="Reopen it first."))
    if case.customer_id and into.customer_id and case.customer_id != into.customer_id:
        found.append(Blocker("customers", "they are of two customers, who would read one another's words."))
    if _has_stranger(case, into) or _has_stranger(into, case):
        found.append(
            Blocker(
                "senders", "they are from two senders, and of one nobody knows whether they are the customer.",
                fix="Answer each by itself, or say first which order of the customer it is about.",
            )
        )  # fmt: skip
    return found


def _has_stranger(case: Case, other: Case) -> bool:
    """Whether somebody wrote in a case without a customer who has no part in the other."""
    if case.customer_id is not None:
        return False
    senders = addresses_of(case)
    others = addresses_of(other)
    return bool(senders) and bool(others or other.customer_id) and not set(senders) & set(others)


def _carry_over(case: Case, into: Case) -> None:
    # Customers' pages still show each order only what was said about it.
    CaseMessage.objects.filter(case=case, said_in=None).update(said_in=case)
    CaseMessage.objects.filter(case=case).update(case=into)
    CaseAttachment.objects.filter(case=case).update(case=into)
    InboundMail.objects.filter(case=case).update(case=into)
    Case.objects.filter(merged_into=case).update(merged_into=into)


def _take_on(into: Case, case: Case) -> None:
    """What the merged one knew and this one does not; who waits longer for an answer counts."""
    into.order_id = into.order_id or case.order_id
    into.customer_id = into.customer_id or case.customer_id
    into.assignee_id = into.assignee_id or case.assignee_id
    since = [moment for moment in (into.awaiting_since, case.awaiting_since) if moment is not None]
    into.awaiting_since = min(since, default=None)
    set_clocks(into, now=timezone.now())
    save_news(into, ["order", "customer", "assignee", *CLOCK_FIELDS])
