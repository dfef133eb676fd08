"""What a person does about money that waits: take it, ask again, write it off with a second person, close it."""

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.effects import NewEffect, insert_effects
from core.errors import Blocker, InvalidInput, MoveRefused, NotFound
from core.events import publish
from core.service import service
from payments.events import OrphanRefundRequested
from payments.models import MoneyTask, PaymentTransaction, TaskEnd, TaskKind
from payments.selectors.mismatched import mismatch_behind
from payments.services.money_inbox import close_all
from payments.services.refunding import request_refund

ASK = "payments.tasks.ask_again"
# These are decided on pages of their own: to close the task alone would hide money that still waits.
DECIDED_ELSEWHERE = (TaskKind.LATE_PAYMENT, TaskKind.DISPUTE, TaskKind.BANK_LINE)


def lock_task(moneytask_id: int) -> MoneyTask:
    """The task, locked and still open. Raises NotFound, and MoveRefused telling who closed it and how."""
    task = MoneyTask.objects.select_for_update(no_key=True, of=("self",)).filter(pk=moneytask_id).first()
    if task is None:
        raise NotFound(f"There is no task with key {moneytask_id}.")
    if task.closed_at is not None:
        how = f"it was closed by {task.closed_by}: {task.get_closed_how_display().lower()}."
        raise MoveRefused("work", [Blocker("closed", how)])
    return task


def _ensure_decided_here(task: MoneyTask, move: str) -> None:
    """Raises MoveRefused for money that its own desk decides about, and for a movement that must come to an end."""
    if mismatch_behind(task) is not None:
        sentence = "a movement of ours still waits for its end."
        fix = "Write down what it moved, or say that it stands as asked or that nothing of it counts."
        raise MoveRefused(move, [Blocker("no_end", sentence, fix=fix)])
    if task.kind in DECIDED_ELSEWHERE:
        sentence = f"{task.get_kind_display().lower()}: it has a page of its own, where it is decided."
        raise MoveRefused(move, [Blocker("own_page", sentence, fix="Decide there; the task closes by itself.")])


def ensure_not_refunding(task: MoneyTask, move: str) -> None:
    """Raises MoveRefused while a worker asks the gateway to give the money back."""
    if task.is_refunding:
        sentence = f"the gateway is being asked to give it back, by {task.taken_by}."
        fix = "Wait for its answer, or have it asked now: the task closes by itself, or says that the gateway refused."
        raise MoveRefused(move, [Blocker("refunding", sentence, fix=fix)])


@service
def take_task(*, moneytask_id: int, actor: Actor) -> MoneyTask:
    """Say that you look after it; who had it before hands it over. Raises NotPermitted and MoveRefused."""
    ensure_may(actor, "payments.work_moneytask")
    task = lock_task(moneytask_id)
    task.taken_by, task.taken_at = actor.label, timezone.now()
    task.save(update_fields=["taken_by", "taken_at"])
    return task


@service
def send_refund_again(*, moneytask_id: int, actor: Actor) -> MoneyTask:
    """Ask the gateway for the failed refund once more; the task ends with it. Raises NotPermitted and MoveRefused."""
    task = MoneyTask.objects.filter(pk=moneytask_id, kind=TaskKind.FAILED_REFUND).first()
    if task is None:
        raise NotFound("There is no failed refund behind this task.")
    # The order is locked before the task: money first, its note afterwards.
    request_refund(refund_id=int(task.cause.partition(":")[2]), actor=actor)
    task = lock_task(moneytask_id)
    close_all(MoneyTask.objects.filter(pk=task.pk), how=TaskEnd.CAUSE_GONE, actor=actor, note="Sent again.")
    return task


@service
def ask_gateway_again(*, moneytask_id: int, actor: Actor) -> MoneyTask:
    """Have a worker ask the gateway now what became of the movement, or of the money it was to give back.

    Raises NotPermitted and MoveRefused.
    """
    ensure_may(actor, "payments.work_moneytask")
    task = lock_task(moneytask_id)
    if task.is_refunding:
        # The same attempt under the same key: what took place is found, what did not is done.
        publish(OrphanRefundRequested(task_id=task.pk), actor=actor)
        return task
    if task.kind != TaskKind.UNKNOWN:
        sentence = f"{task.get_kind_display().lower()}: no movement of ours waits for its answer."
        raise MoveRefused("ask again", [Blocker("not_unknown", sentence, fix="Decide about the task.")])
    transaction = PaymentTransaction.objects.select_related("payment").get(pk=int(task.cause.partition(":")[2]))
    stamp = f"{timezone.now():%Y%m%d%H%M%S}"
    asked = NewEffect(
        task=ASK, queue="payments", key=f"{ASK}:{transaction.pk}:by-hand:{stamp}",
        payload={"transaction_id": transaction.pk}, order_id=transaction.payment.order_id, priority=0,
    )  # fmt: skip
    insert_effects([asked])
    return task


@service
def close_task(*, moneytask_id: int, reason: str, actor: Actor) -> MoneyTask:
    """A person settled it elsewhere and says how. Raises NotPermitted, InvalidInput and MoveRefused."""
    ensure_may(actor, "payments.work_moneytask")
    if not reason.strip():
        raise InvalidInput("Say what was done about the money.", field="reason")
    task = lock_task(moneytask_id)
    _ensure_decided_here(task, "close")
    ensure_not_refunding(task, "close")
    close_all(MoneyTask.objects.filter(pk=task.pk), how=TaskEnd.DONE, actor=actor, note=reason.strip())
    return task


@service
def ask_write_off(*, moneytask_id: int, reason: str, actor: Actor) -> MoneyTask:
    """Propose to write the money off; a second person decides. Raises NotPermitted, InvalidInput and MoveRefused."""
    ensure_may(actor, "payments.ask_write_off")
    if not reason.strip():
        raise InvalidInput("Say why the money is given up.", field="reason")
    task = lock_task(moneytask_id)
    _ensure_decided_here(task, "write off")
    ensure_not_refunding(task, "write off")
    task.write_off_asked_by, task.write_off_reason = actor.label, reason.strip()[:400]
    task.save(update_fields=["write_off_asked_by", "write_off_reason"])
    return task


@service
def approve_write_off(*, moneytask_id: int, actor: Actor) -> MoneyTask:
    """Agree with who asked; that person cannot. Raises NotPermitted and MoveRefused."""
    ensure_may(actor, "payments.approve_write_off")
    task = lock_task(moneytask_id)
    _ensure_decided_here(task, "write off")
    ensure_not_refunding(task, "write off")
    if not task.write_off_asked_by:
        raise MoveRefused("write off", [Blocker("not_asked", "nobody asked for it.", fix="Ask for it with a reason.")])
    if task.write_off_asked_by == actor.label:
        sentence = "you asked for it yourself."
        raise MoveRefused("write off", [Blocker("second_person", sentence, fix="Ask a colleague to agree.")])
    close_all(
        MoneyTask.objects.filter(pk=task.pk), how=TaskEnd.WRITTEN_OFF, actor=actor,
        note=f"{task.write_off_reason} (asked by {task.write_off_asked_by})",
    )  # fmt: skip
    return task
