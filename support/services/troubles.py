"""Trouble on the road becomes a case where its playbook says so; one for each parcel and kind of trouble."""

from core.actors import SYSTEM
from core.service import service
from orders.locks import lock_order
from shipping.models import DeliveryException
from shipping.selectors.playbooks import plan_for
from shipping.statuses import ExceptionKind, Step
from support.models import Case, CaseKind, Direction, Priority
from support.services.opening import open_case

ENDS = (".", "!", "?", "…")
CLOSING = "\"'”’»)]"
_KINDS = {ExceptionKind.DAMAGED: CaseKind.DAMAGE}


@service
def open_trouble_cases(*, order_id: int, parcel_id: int) -> list[Case]:
    """The cases of a parcel's open trouble, opened now where they are not; asked twice they are the same."""
    lock_order(order_id)
    troubles = DeliveryException.objects.filter(parcel_id=parcel_id, resolved_at=None).select_related("parcel")
    return [
        _open(trouble)
        for trouble in troubles.order_by("pk")
        if Step.CASE in plan_for(trouble.family, trouble.kind).steps
    ]


def cause_of(trouble: DeliveryException) -> str:
    """What makes a second case about the same trouble the same case."""
    return f"trouble-{trouble.parcel_id}-{trouble.kind}"


def ended(words: str) -> str:
    """The words as a sentence that ends, so that the next one does not run into it; carriers write many without."""
    words = words.strip()
    return words if words.rstrip(CLOSING).endswith(ENDS) else f"{words}."


def _open(trouble: DeliveryException) -> Case:
    words = [
        f"Parcel {trouble.parcel.number}: {trouble.get_kind_display().lower()}.",
        f"The carrier says: {ended(trouble.words)}" if trouble.words.strip() else "",
        f"Somebody should have acted by {trouble.due_at:%Y-%m-%d %H:%M} UTC." if trouble.due_at else "",
    ]
    return open_case(
        subject=f"{trouble.get_kind_display()}: parcel {trouble.parcel.number}", text=" ".join(filter(None, words)),
        actor=SYSTEM, order_id=trouble.order_id, kind=_KINDS.get(ExceptionKind(trouble.kind), CaseKind.DELIVERY),
        priority=Priority.HIGH, direction=Direction.INTERNAL, cause=cause_of(trouble),
        request_key=f"trouble-{trouble.pk}",
    )  # fmt: skip
