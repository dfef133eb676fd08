"""Money at a gateway that our books do not know: write it down for an order, or give it back."""

from decimal import Decimal

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.money import format_money
from core.numbers import next_number
from core.service import service
from orders.models import Order, TenderKind
from payments.events import OrphanRefundRequested
from payments.gateways.contract import Instruction, Receipt
from payments.locks import lock_payments
from payments.models import MoneyTask, Payment, PaymentTransaction, TaskEnd, TaskKind
from payments.selectors.mismatched import mismatch_behind
from payments.selectors.orphans import orphan_key
from payments.services.folding import fold, tell_funds
from payments.services.money_inbox import close_all, is_decided, open_task
from payments.services.payout_rows import match_rows_of
from payments.services.recording import follow_money
from payments.services.waking import wake_waiting
from payments.services.working import ensure_not_refunding, lock_task
from payments.statuses import Outcome, TransactionKind

MATCHED = (TaskKind.ORPHAN, TaskKind.CONTRADICTION, TaskKind.PAYOUT_BREAK)


@service
def match_to_order(*, moneytask_id: int, order_number: str, actor: Actor) -> Payment:
    """Write a capture that our books did not know down as money of an order; what it does not owe goes back.

    Raises NotPermitted, InvalidInput (no such order, another currency), and MoveRefused when it is no capture.
    """
    ensure_may(actor, "payments.receive_payment")
    found = Order.objects.filter(number__iexact=order_number.strip()).only("pk").first()
    if found is None:
        raise InvalidInput(f"There is no order “{order_number}”.", field="order_number")
    order, payments = lock_payments(found.pk)
    task = lock_task(moneytask_id)
    amount = _capture_of(task, "match")
    if task.currency != order.currency:
        raise InvalidInput(f"The money is {task.currency}, the order is {order.currency}.", field="order_number")
    payment = _payment_for(order, payments, task, amount)
    _write_down(payment, task, amount)
    fold(payment)
    tell_funds(order.pk, {each.pk: each for each in [*payments, payment]}.values(), actor=actor)
    follow_money(order, is_new_cover=False)
    MoneyTask.objects.filter(pk=task.pk).update(order_id=order.pk)
    close_all(MoneyTask.objects.filter(pk=task.pk), how=TaskEnd.MATCHED, actor=actor, note=f"To {order.number}.")
    match_rows_of(gateway=task.gateway, gateway_reference=task.gateway_reference)
    return payment


def _capture_of(task: MoneyTask, move: str) -> Decimal:
    """The amount of the capture behind the task. Raises MoveRefused when there is none or it is on its way back."""
    if task.kind not in MATCHED or task.movement != TransactionKind.CAPTURE or not task.amount:
        fix = "Look at it in the gateway's own office, then close the task."
        raise MoveRefused(move, [Blocker("no_capture", "it is no captured money.", fix=fix)])
    ensure_not_refunding(task, move)
    if mismatch_behind(task) is not None:
        asked = "it is what the gateway made of a capture of ours."
        raise MoveRefused(move, [Blocker("asked_for", asked, fix="Write down what it moved.")])
    known = PaymentTransaction.objects.filter(gateway=task.gateway, gateway_reference=task.gateway_reference)
    if known.exists():
        raise MoveRefused(move, [Blocker("known", "our books know this money by now.", fix="Close the task.")])
    return task.amount


def _payment_for(order: Order, payments: list[Payment], task: MoneyTask, amount: Decimal) -> Payment:
    """The order's own payment at that gateway, or a new one."""
    own = next((each for each in reversed(payments) if each.gateway == task.gateway), None)
    if own is not None:
        return own
    return Payment.objects.create(
        number=next_number("payment"), order=order, position=len(payments) + 1, kind=TenderKind.CARD,
        gateway=task.gateway, currency=order.currency, amount=amount,
    )  # fmt: skip


def _write_down(payment: Payment, task: MoneyTask, amount: Decimal) -> None:
    """An authorization and a capture in one; the capture bears the gateway's reference, once for ever."""
    parent = None
    for kind, reference in ((TransactionKind.AUTHORIZATION, ""), (TransactionKind.CAPTURE, task.gateway_reference)):
        parent = PaymentTransaction.objects.create(
            payment=payment, kind=kind, outcome=Outcome.SUCCEEDED, amount=amount, currency=payment.currency,
            key=f"matched-{task.pk}-{kind}", parent=parent, gateway=payment.gateway, gateway_reference=reference,
            settled_at=timezone.now(), note=f"Matched by task {task.pk}.",
        )  # fmt: skip
    if parent is not None:
        wake_waiting(parent)


@service
def give_orphan_back(*, moneytask_id: int, actor: Actor) -> MoneyTask:
    """Promise to give a capture that belongs to no order back; a worker asks the gateway, once per attempt.

    Raises NotPermitted, and MoveRefused when it is no captured money, or money that an order of ours may know.
    """
    ensure_may(actor, "payments.request_refund")
    task = lock_task(moneytask_id)
    if task.kind != TaskKind.ORPHAN:
        sentence = f"{task.get_kind_display().lower()}: our books may know it."
        fix = "Match it to its order; what the order does not owe goes back from there."
        raise MoveRefused("give back", [Blocker("no_orphan", sentence, fix=fix)])
    _capture_of(task, "give back")
    task.is_refunding, task.taken_by, task.taken_at = True, actor.label, timezone.now()
    task.refund_attempts += 1
    task.save(update_fields=["is_refunding", "taken_by", "taken_at", "refund_attempts"])
    publish(OrphanRefundRequested(task_id=task.pk), actor=actor)
    return task


def orphan_instruction(moneytask_id: int) -> tuple[str, Instruction] | None:
    """What a worker asks the gateway; None when the task is closed, or nobody wants it given back any more."""
    task = MoneyTask.objects.filter(pk=moneytask_id, closed_at=None, is_refunding=True).first()
    if task is None or task.amount is None:
        return None
    return task.gateway, Instruction(
        kind=TransactionKind.REFUND, key=orphan_key(task), amount=task.amount, currency=task.currency,
        reference=task.cause, target=task.gateway_reference,
    )  # fmt: skip


@service
def record_orphan_given_back(*, moneytask_id: int, key: str, receipt: Receipt) -> None:
    """The gateway gave it back under ``key``, or said no: then the task stays open and says so.

    Told by its answer, its webhook or its list, in any order: repetition changes nothing. What comes back after it
    was given back is a task of its own.
    """
    task = MoneyTask.objects.select_for_update(no_key=True, of=("self",)).get(pk=moneytask_id)
    if receipt.status == "ok":
        note = f"The gateway gave it back as {receipt.gateway_reference}; asked by {task.taken_by}."
        close_all(MoneyTask.objects.filter(pk=task.pk), how=TaskEnd.REFUNDED, actor=SYSTEM, note=note)
    elif key != orphan_key(task):
        # The no to an earlier attempt, told late: another is under way, or went well.
        return
    elif task.closed_how == TaskEnd.REFUNDED:
        _open_came_back(task, receipt)
    elif task.is_refunding:
        task.is_refunding = False
        task.facts = f"{task.facts}\nThe gateway refused to give it back: {receipt.message or 'no reason given'}."
        task.save(update_fields=["is_refunding", "facts"])


def _open_came_back(task: MoneyTask, receipt: Receipt) -> None:
    """Once: what a person decided about it stays decided."""
    cause = f"came_back:{orphan_key(task)}"
    if is_decided(kind=TaskKind.ORPHAN, cause=cause):
        return
    open_task(
        kind=TaskKind.ORPHAN, cause=cause, amount=task.amount, currency=task.currency, gateway=task.gateway,
        gateway_reference=receipt.gateway_reference, movement=TransactionKind.RETURN,
        facts=f"{format_money(receipt.amount, receipt.currency)} that belong to no order were given back as"
        f" {receipt.gateway_reference} and came back: {receipt.message or 'no reason given'}.",
    )  # fmt: skip
