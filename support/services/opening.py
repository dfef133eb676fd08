"""Opening a case."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from core.numbers import next_number
from core.service import service
from customers.locks import stands
from orders.locks import lock_order
from orders.models import Order
from support.events import CaseOpened
from support.models import Case, CaseKind, CaseMessage, Direction, Priority
from support.services.clocks import set_clocks
from support.services.counting import recount_open_cases


@service
def open_case(
    *,
    subject: str,
    text: str,
    actor: Actor,
    order_id: int | None = None,
    customer_id: int | None = None,
    kind: CaseKind = CaseKind.QUESTION,
    priority: Priority = Priority.NORMAL,
    direction: Direction = Direction.INBOUND,
    request_key: str | None = None,
    team_id: int | None = None,
    due_at: datetime | None = None,
    cause: str = "",
    now: datetime | None = None,
) -> Case:
    """A new case with its first message; its clock follows the policy of ``priority``, or ends at ``due_at``.

    The same ``request_key`` again gives the case opened then, and a ``cause`` that has an open case gives that one.
    Raises NotPermitted, NotFound for an unknown order, and InvalidInput without a subject or text.
    """
    moment = now or timezone.now()
    order = lock_order(order_id) if order_id is not None else None
    ensure_may(actor, "support.open_case")
    before = _opened_before(order, request_key, cause)
    if before is not None:
        return before
    if not subject.strip() or not text.strip():
        raise InvalidInput("A case needs a subject and a text.", field="subject" if text.strip() else "text")
    case = Case(
        version=1,
        number=next_number("case"),
        order=order,
        customer_id=_owner_of(customer_id, order),
        kind=kind,
        priority=priority,
        subject=subject.strip()[:160],
        team_id=team_id,
        opened_by=actor.label,
        opened_at=moment,
        cause=cause,
        # What a bank or a carrier says waits for no answer to the customer.
        awaiting_since=moment if direction == Direction.INBOUND else None,
        resolve_due_at=due_at,
        resolve_is_fixed=due_at is not None,
    )
    set_clocks(case, now=moment)
    case.save()
    CaseMessage.objects.create(
        case=case, direction=direction, text=text.strip(), author=actor.label, request_key=request_key or None
    )
    publish(CaseOpened(order_id=order_id, case_id=case.pk), actor=actor, changes={case.number: [None, case.state]})
    recount_open_cases(order_id, actor=actor)
    return case


def _opened_before(order: Order | None, request_key: str | None, cause: str) -> Case | None:
    """The case that the same form, or the same cause, opened and that is open."""
    if request_key and (opened := _opened_by(order, request_key)):
        return opened
    if not cause:
        return None
    return Case.objects.filter(cause=cause, resolved_at=None).first()


def _opened_by(order: Order | None, request_key: str) -> Case | None:
    """The case the form opened; its words may be in another one since, which it was merged into."""
    here = Q(said_in__order=order) | Q(said_in=None, case__order=order)
    if order is None:
        here = Q(said_in__isnull=False, said_in__order=None) | Q(said_in=None, case__order=None)
    said = CaseMessage.objects.filter(here, request_key=request_key).select_related("case", "said_in").first()
    return (said.said_in or said.case) if said is not None else None


def _owner_of(customer_id: int | None, order: Order | None) -> int | None:
    """Whose case it is; nobody's when they were erased meanwhile: whoever writes is somebody new to us."""
    owner_id = customer_id or (order.customer_id if order else None)
    return None if owner_id is not None and order is None and not stands(owner_id) else owner_id
