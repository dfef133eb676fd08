"""A bank's complaint is a case with the bank's own deadline."""

from core.actors import SYSTEM
from core.money import format_money
from core.service import service
from orders.locks import lock_order
from payments.models import Dispute
from payments.statuses import DisputeKind
from support.models import Case, CaseKind, CaseMessage, Direction, Priority
from support.services.opening import open_case

_TO_DO = {
    DisputeKind.CHARGEBACK: "Send the bank evidence before that, or the money is lost.",
    DisputeKind.INQUIRY: "Answer the bank before that; an inquiry without an answer becomes a chargeback.",
    DisputeKind.WARNING: "Stop what is fraud in it, then close the warning: what is owed is refunded after that.",
}


@service
def open_dispute_case(*, order_id: int, dispute_id: int) -> Case:
    """The case of a dispute, due when the bank wants its answer; opened once, and once more when an inquiry becomes
    a chargeback."""
    lock_order(order_id)
    dispute = Dispute.objects.select_related("order").get(pk=dispute_id)
    kind = DisputeKind(dispute.kind)
    amount = format_money(dispute.amount, dispute.currency)
    due = dispute.evidence_due_at
    words = [
        f"{kind.label} {dispute.reference} about {amount} of {dispute.order.number}.",
        f"The bank's reason: {dispute.reason}." if dispute.reason else "",
        f"Evidence is due by {due:%Y-%m-%d %H:%M} UTC." if due else "",
        _TO_DO[kind], "Refunds of the payment are frozen until it is over.",
    ]  # fmt: skip
    return open_case(
        subject=f"{kind.label}: {amount} of {dispute.order.number}", text=" ".join(filter(None, words)), actor=SYSTEM,
        order_id=order_id, kind=CaseKind.PAYMENT, direction=Direction.INTERNAL, request_key=_key(dispute),
        cause=_key(dispute),
        priority=Priority.HIGH if kind == DisputeKind.WARNING else Priority.URGENT, due_at=due,
    )  # fmt: skip


@service
def note_dispute_end(*, order_id: int, dispute_id: int) -> None:
    """How it ended, as an internal note; written once. A person closes the case."""
    lock_order(order_id)
    dispute = Dispute.objects.select_related("payment").get(pk=dispute_id)
    case = Case.objects.filter(messages__request_key=_key(dispute)).first()
    if case is None:
        case = open_dispute_case(order_id=order_id, dispute_id=dispute_id)
    CaseMessage.objects.get_or_create(
        request_key=f"{_key(dispute)}-end",
        defaults={
            "case": case, "direction": Direction.INTERNAL, "author": SYSTEM.label,
            "text": f"{dispute}: {dispute.get_state_display().lower()}. {_refunds_now(dispute)}",
        },
    )  # fmt: skip


def _refunds_now(dispute: Dispute) -> str:
    if dispute.payment.refunds_frozen:
        return "Another complaint about the payment still freezes its refunds."
    return "Refunds are possible again."


def _key(dispute: Dispute) -> str:
    """A chargeback that was an inquiry first is a case of its own: the bank asks anew, by another day."""
    return f"dispute-{dispute.pk}-chargeback" if dispute.escalated_at else f"dispute-{dispute.pk}"
