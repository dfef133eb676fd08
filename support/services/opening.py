"""Opening a case."""

from datetime import datetime

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
    Raises NotPermitted, NotFound for an
    unknown order, and InvalidInput without a subject or text.
    """
    moment = now or timezone.now()
    order = lock_order(order_id) if order_id is not None else None
    ensure_may(actor, "support.open_case")
    if request_key:
        repeated = Case.objects.filter(messages__request_key=request_key, order=order).first()
        if repeated is not None:
            return repeated
    if not subject.strip() or not text.strip():
        raise InvalidInput("A case needs a subject and a text.", field="subject" if text.strip() else "text")
    open_already = Case.objects.filter(cause=cause, resolved_at=None).first() if cause else None
    if open_already is not None:
        return open_already
    case = Case(
        version=1,
        number=next_number("case"),
        order=order,
        customer_id=_owner_id(order, customer_id),
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


def _owner_id(order: Order | None, customer_id: int | None) -> int | None:
    """Whose case it is; nobody's when they were erased meanwhile: whoever writes is somebody new to us."""
    owner_id = customer_id or (order.customer_id if order else None)
    return owner_id if owner_id is None or order is not None or stands(owner_id) else None
