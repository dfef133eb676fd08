"""Look over the money inbox: what waits for a person gets its task, what needs nobody any more loses it."""

from datetime import datetime

from core.actors import SYSTEM
from core.errors import OutcomeUnknown
from core.money import format_money
from core.service import service
from payments.gateways.contract import Receipt
from payments.gateways.registry import gateway_named
from payments.models import GatewayEvent, PaymentTransaction, Refund, TaskEnd, TaskKind
from payments.selectors.standing import (
    bank_lines_waiting,
    disputes_to_answer,
    events_of_strangers,
    events_to_wake,
    late_money_open,
    movements_unknown,
    payout_rows_broken,
    refunds_failed,
    tasks_without_cause,
)
from payments.services.money_inbox import close_all, is_decided, open_task
from payments.services.payout_rows import look_at_row
from payments.services.presenting import present_bank_line, present_dispute, present_late
from payments.services.waking import apply_again

AT_ONCE = 200


@service
def tend_money_inbox(*, now: datetime) -> None:
    """Running twice changes nothing; every task opened or closed stands in the books' own facts."""
    for tasks in tasks_without_cause():
        close_all(tasks, how=TaskEnd.CAUSE_GONE, actor=SYSTEM)
    for refund in refunds_failed()[:AT_ONCE]:
        open_refund_task(refund)
    for transaction in movements_unknown(now=now)[:AT_ONCE]:
        _open_unknown(transaction, now=now)
    for event in events_of_strangers(now=now)[:AT_ONCE]:
        _open_orphan(event)
    _present_what_waits()
    apply_again(list(events_to_wake()[:AT_ONCE]))


def _present_what_waits() -> None:
    """What has its own desk was put here when it came; this finds what did not, whatever the reason."""
    for late in late_money_open()[:AT_ONCE]:
        present_late(late)
    for dispute in disputes_to_answer()[:AT_ONCE]:
        present_dispute(dispute)
    for line in bank_lines_waiting()[:AT_ONCE]:
        present_bank_line(line)
    for row_id in payout_rows_broken().values_list("pk", flat=True)[:AT_ONCE]:
        look_at_row(row_id=row_id)


@service
def look_at_refund(*, refund_id: int) -> None:
    """Open the task of a refund that failed; one that was sent again meanwhile needs none."""
    refund = refunds_failed().filter(pk=refund_id).first()
    if refund is not None:
        open_refund_task(refund)


def open_refund_task(refund: Refund) -> None:
    open_task(
        kind=TaskKind.FAILED_REFUND, cause=f"refund:{refund.pk}", order_id=refund.order_id, amount=refund.amount,
        currency=refund.currency,
        facts=f"The refund {refund.number} of {format_money(refund.amount, refund.currency)} for"
        f" {refund.order.number} failed: {refund.failure or 'no reason is known.'} The money is still owed.",
    )  # fmt: skip


def _open_unknown(transaction: PaymentTransaction, *, now: datetime) -> None:
    minutes = int((now - transaction.created_at).total_seconds() // 60)
    order = transaction.payment.order
    open_task(
        kind=TaskKind.UNKNOWN, cause=f"transaction:{transaction.pk}", order_id=order.pk, amount=transaction.amount,
        currency=transaction.currency, gateway=transaction.gateway, movement=transaction.kind,
        facts=f"Nobody knows for {minutes} minutes whether the {transaction.kind} of"
        f" {format_money(transaction.amount, transaction.currency)} for {order.number} took place;"
        f" its key at the gateway is {transaction.key}. {transaction.error}".rstrip(),
    )  # fmt: skip


def _open_orphan(event: GatewayEvent) -> None:
    """Only money that moved is a task; a decline of somebody else's movement is nothing to us.

    The event is looked at once: those that came later must not wait behind it for ever.
    """
    GatewayEvent.objects.filter(pk=event.pk).update(waits_for="")
    try:
        told = gateway_named(event.source).read(event.body, event.kind)
    except OutcomeUnknown:
        return
    if told.receipt is not None and told.receipt.status == "ok":
        open_orphan(event.source, told.receipt, movement=told.movement, told_by=f"its event {event.event_id}")


def open_orphan(gateway: str, receipt: Receipt, *, movement: str, told_by: str) -> bool:
    """A task for money that moved at a gateway and stands nowhere in our books; False when a person decided before."""
    cause = f"{gateway}:{receipt.gateway_reference}"
    if is_decided(kind=TaskKind.ORPHAN, cause=cause):
        return False
    open_task(
        kind=TaskKind.ORPHAN, cause=cause, amount=receipt.amount, currency=receipt.currency, gateway=gateway,
        gateway_reference=receipt.gateway_reference, movement=movement,
        facts=f"The gateway {gateway} told by {told_by} of a {movement or 'movement'} of"
        f" {format_money(receipt.amount, receipt.currency)}, {receipt.gateway_reference}."
        " No movement of ours has its key or its reference.",
    )  # fmt: skip
    return True
