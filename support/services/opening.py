"""Opening a case."""

from datetime import datetime, timedelta

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from core.numbers import next_number
from core.service import service
from customers.locks import stands
from orders.locks import lock_order
from support.events import CaseOpened
from support.models import Case, CaseKind, CaseMessage, Direction, Priority, SlaPolicy
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
    now: datetime | None = None,
) -> Case:
    """A new case with its first message; its clock follows the policy of ``priority``, or ends at ``due_at``.

    The same ``request_key`` again gives the case opened then. Raises NotPermitted, NotFound for an
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
    owner_id = customer_id or (order.customer_id if order else None)
    if owner_id is not None and order is None and not stands(owner_id):
        owner_id = None  # erased meanwhile: whoever writes is somebody new to us
    policy = SlaPolicy.objects.filter(priority=priority).first()
    case = Case.objects.create(
        number=next_number("case"),
        order=order,
        customer_id=owner_id,
        kind=kind,
        priority=priority,
        subject=subject.strip()[:160],
        team_id=team_id,
        opened_by=actor.label,
        opened_at=moment,
        answer_due_at=moment + timedelta(hours=policy.answer_hours) if policy else None,
        resolve_due_at=due_at or (moment + timedelta(hours=policy.resolve_hours) if policy else None),
    )
    CaseMessage.objects.create(
        case=case, direction=direction, text=text.strip(), author=actor.label, request_key=request_key or None
    )
    publish(CaseOpened(order_id=order_id, case_id=case.pk), actor=actor, changes={case.number: [None, case.state]})
    recount_open_cases(order_id, actor=actor)
    return case
