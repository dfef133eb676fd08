"""Money that has a desk of its own stands in the money inbox too, as long as it waits there for a person.

Late money, disputes and the bank's lines are decided on their own pages; whoever looks at one list sees them all. Their
services call this under the locks they hold, so that row and task change together.
"""

from core.actors import SYSTEM, Actor
from core.money import format_money
from payments.models import BankLine, BankLineState, Dispute, LateMoney, TaskEnd, TaskKind
from payments.services.money_inbox import close_tasks, open_task
from payments.statuses import DisputeKind, DisputeState, LateState, TransactionKind

_LATE_ENDS = {
    LateState.REINSTATED: TaskEnd.MATCHED, LateState.GIVEN_BACK: TaskEnd.REFUNDED, LateState.GONE: TaskEnd.CAUSE_GONE,
}  # fmt: skip
_LINE_ENDS = {BankLineState.MATCHED: TaskEnd.MATCHED, BankLineState.DISMISSED: TaskEnd.DONE}


def present_late(late: LateMoney, *, actor: Actor = SYSTEM) -> None:
    """Open the task of late money that waits, close the one of late money that was decided."""
    cause = f"late_money:{late.pk}"
    if late.state != LateState.OPEN:
        close_tasks(kind=TaskKind.LATE_PAYMENT, cause=cause, how=_LATE_ENDS[LateState(late.state)], actor=actor)
        return
    is_reserved = late.transaction.kind == TransactionKind.AUTHORIZATION
    came = "was reserved on a card" if is_reserved else "was paid"
    open_task(
        kind=TaskKind.LATE_PAYMENT, cause=cause, order_id=late.order_id, amount=late.amount, currency=late.currency,
        gateway=late.transaction.gateway, movement=late.transaction.kind,
        due_at=late.transaction.expires_at if is_reserved else None,
        facts=f"{format_money(late.amount, late.currency)} {came} for {late.order.number}"
        f" ({late.transaction.payment.number}) when the order was {late.order.get_state_display().lower()} already.",
    )  # fmt: skip


def needs_answer(dispute: Dispute) -> bool:
    """Whether the bank waits for a word of ours that nobody has given yet."""
    return dispute.state == DisputeState.NEEDS_RESPONSE and not dispute.evidence


def present_dispute(dispute: Dispute, *, actor: Actor = SYSTEM) -> None:
    """Open the task of a dispute that waits for our answer, close the one of a dispute that waits for the bank."""
    cause = f"dispute:{dispute.pk}"
    if not needs_answer(dispute):
        close_tasks(kind=TaskKind.DISPUTE, cause=cause, actor=actor)
        return
    amount, why = format_money(dispute.amount, dispute.currency), dispute.reason.replace("_", " ") or "no reason given"
    asks = "warns of fraud on" if dispute.kind == DisputeKind.WARNING else "asks for"
    open_task(
        kind=TaskKind.DISPUTE, cause=cause, order_id=dispute.order_id, amount=dispute.amount,
        currency=dispute.currency, gateway=dispute.gateway, gateway_reference=dispute.reference,
        movement=dispute.kind, due_at=dispute.evidence_due_at,
        facts=f"The card holder's bank {asks} {amount} of {dispute.order.number}: {why}. {dispute} at"
        f" {dispute.gateway}. Refunds of {dispute.payment.number} wait meanwhile.",
    )  # fmt: skip


def present_bank_line(line: BankLine, *, actor: Actor = SYSTEM) -> None:
    """Open the task of a line that could not be matched, close the one of a line that was decided."""
    cause = f"bank_line:{line.pk}"
    if line.state != BankLineState.WAITING:
        if line.state in _LINE_ENDS:
            how = _LINE_ENDS[BankLineState(line.state)]
            close_tasks(kind=TaskKind.BANK_LINE, cause=cause, how=how, actor=actor)
        return
    payer = f" from {line.payer}" if line.payer else ""
    open_task(
        kind=TaskKind.BANK_LINE, cause=cause, amount=line.amount, currency=line.currency,
        order_id=line.payment.order_id if line.payment else None,
        facts=f"The bank's statement of {line.booked_on} has {format_money(line.amount, line.currency)}{payer},"
        f" “{line.text}”. {line.why}",
    )  # fmt: skip
