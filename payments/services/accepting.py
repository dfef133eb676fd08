"""A gateway moved another amount than it was asked: a person says what counts, and the movement comes to its end."""

from decimal import Decimal

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.money import format_money
from core.service import service
from orders.models import Order
from payments.gateways.contract import Receipt
from payments.locks import lock_payments, lock_transaction
from payments.models import MoneyTask, Payment, PaymentTransaction, RefundAllocation, TaskEnd
from payments.selectors.mismatched import mismatch_behind
from payments.services.folding import unsecured
from payments.services.holding import ask_customer_to_pay
from payments.services.money_inbox import close_all
from payments.services.recording import follow, record_failure, record_receipt, settle_transaction
from payments.services.working import lock_task
from payments.statuses import UNDER_WAY, Outcome, TransactionKind

RIGHT = "payments.receive_payment"


@service
def accept_moved(*, moneytask_id: int, actor: Actor) -> PaymentTransaction:
    """What the gateway moved, written down in place of what was asked; what it moved less stays to be done.

    Raises NotPermitted, and MoveRefused when nothing waits, it moved another currency, or more than was asked of money
    that was reserved or collected.
    """
    order, payment, asked, task = _lock(moneytask_id, actor, move="write down")
    if reasons := moved_blockers(task, asked):
        raise MoveRefused("write down", reasons)
    moved_amount = task.amount or asked.amount
    note = f"The gateway moved {format_money(moved_amount, task.currency)} instead."
    asked.outcome, asked.error = Outcome.FAILED, note
    settle_transaction(asked)
    moved = _write(asked, task, moved_amount, actor)
    follow(order, payment, moved)
    if moved.kind == TransactionKind.AUTHORIZATION:
        _ask_for_the_rest(order, asked)
    _close(task, TaskEnd.MATCHED, actor, note)
    return moved


@service
def accept_asked(*, moneytask_id: int, reason: str, actor: Actor) -> None:
    """It stands as it was asked: the gateway put it right. Raises NotPermitted, InvalidInput and MoveRefused."""
    _, _, asked, task = _lock(moneytask_id, actor, move="settle", reason=reason)
    receipt = Receipt(
        status="ok", gateway_reference=task.gateway_reference, amount=asked.amount, currency=asked.currency
    )
    record_receipt(transaction_id=asked.pk, receipt=receipt)
    _close(task, TaskEnd.DONE, actor, reason)


@service
def accept_nothing(*, moneytask_id: int, reason: str, actor: Actor) -> None:
    """Nothing of it counts: the gateway took it back. Raises NotPermitted, InvalidInput and MoveRefused."""
    _, _, asked, task = _lock(moneytask_id, actor, move="settle", reason=reason)
    record_failure(transaction_id=asked.pk, reason=f"Nothing of it counts: {reason.strip()}")
    _close(task, TaskEnd.DONE, actor, reason)


def moved_blockers(task: MoneyTask, asked: PaymentTransaction) -> list[Blocker]:
    """Why what the gateway moved cannot stand in our books."""
    fix = "Have the gateway put it right, then say that it stands as asked or that nothing of it counts."
    if task.currency != asked.currency or not task.amount:
        return [Blocker("currency", f"it moved {task.currency}, the order is {asked.currency}.", fix=fix)]
    if asked.kind != TransactionKind.AUTHORIZATION and task.amount > asked.amount:
        return [Blocker("more_than_asked", "it moved more than was asked.", fix=fix)]
    return []


def _lock(
    moneytask_id: int, actor: Actor, *, move: str, reason: str | None = None
) -> tuple[Order, Payment, PaymentTransaction, MoneyTask]:
    """The order, its payment, what was asked and the task, in the house's order of locks."""
    ensure_may(actor, RIGHT)
    if reason is not None and not reason.strip():
        raise InvalidInput("Say how it was put right.", field="reason")
    seen = MoneyTask.objects.filter(pk=moneytask_id).first()
    asked = mismatch_behind(seen) if seen is not None else None
    locked = lock_transaction(asked.pk) if asked is not None else None
    task = lock_task(moneytask_id)
    if locked is None or locked[2].outcome not in UNDER_WAY:
        sentence = "no movement of ours waits for that."
        raise MoveRefused(move, [Blocker("not_waiting", sentence, fix="Look at the payment's ledger.")])
    return *locked, task


def _write(asked: PaymentTransaction, task: MoneyTask, amount: Decimal, actor: Actor) -> PaymentTransaction:
    """The ledger's row of what took place, and its part of the refund where it is one."""
    moved = PaymentTransaction.objects.create(
        payment_id=asked.payment_id, kind=asked.kind, outcome=Outcome.SUCCEEDED, amount=amount, currency=asked.currency,
        key=f"moved-{asked.pk}", parent_id=asked.parent_id, gateway=asked.gateway,
        gateway_reference=task.gateway_reference, settled_at=timezone.now(), requested_by=actor.label[:64],
        note=f"Asked were {format_money(asked.amount, asked.currency)}.",
    )  # fmt: skip
    if asked.kind == TransactionKind.REFUND:
        refund = asked.refund_allocation.refund
        RefundAllocation.objects.create(refund=refund, transaction=moved, amount=amount)
    return moved


def _ask_for_the_rest(order: Order, asked: PaymentTransaction) -> None:
    missing = unsecured(order, lock_payments(order.pk)[1])
    if missing > 0:
        ask_customer_to_pay(order, asked, missing=missing)


def _close(task: MoneyTask, how: TaskEnd, actor: Actor, note: str) -> None:
    close_all(MoneyTask.objects.filter(pk=task.pk), how=how, actor=actor, note=note.strip())
