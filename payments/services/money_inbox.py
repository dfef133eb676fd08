"""The money inbox: one open task per cause, opened and closed by what happens, with a person in between."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.events import Publication, publish, publish_many
from core.service import service
from payments.events import MoneyTaskMoved
from payments.models import MoneyTask, TaskEnd, TaskKind

DECIDED = (TaskEnd.MATCHED, TaskEnd.REFUNDED, TaskEnd.WRITTEN_OFF, TaskEnd.DONE)
# Three ways of hearing that the gateway moved what our books do not say: of one movement they are one task.
SAME_MONEY = (TaskKind.ORPHAN, TaskKind.CONTRADICTION, TaskKind.PAYOUT_BREAK)
# Money that was matched is ours: what is wrong with it afterwards is news. These ends are for good.
FOR_GOOD = (TaskEnd.REFUNDED, TaskEnd.WRITTEN_OFF, TaskEnd.DONE)


@service
def open_task(
    *, kind: TaskKind, cause: str, facts: str, order_id: int | None = None, amount: Decimal | None = None,
    currency: str = "", gateway: str = "", gateway_reference: str = "", movement: str = "",
    due_at: datetime | None = None,
) -> MoneyTask:  # fmt: skip
    """The open task of this cause, opened now if there is none; ``amount`` in ``currency``.

    ``cause`` names what is wrong for ever (``refund:7``); ``facts`` tells a person what is known, ``due_at`` until when
    something can be done. Where another task stands for the same money of a gateway, that one hears the facts; where
    a person has ended it for good, it stays ended.
    """
    other = task_of_same_money(kind=kind, cause=cause, gateway=gateway, gateway_reference=gateway_reference)
    if other is not None:
        return _heard(other, facts)
    task, is_new = MoneyTask.objects.get_or_create(
        kind=kind, cause=cause[:120], closed_at=None,
        defaults={
            "facts": facts, "order_id": order_id, "amount": amount, "currency": currency, "gateway": gateway,
            "gateway_reference": gateway_reference, "movement": movement, "due_at": due_at,
        },
    )  # fmt: skip
    if not is_new and due_at is not None and task.due_at != due_at:
        task.due_at = due_at
        task.save(update_fields=["due_at"])
    if is_new and order_id is not None:
        publish(MoneyTaskMoved(order_id=order_id, moneytask_id=task.pk, is_open=True), actor=SYSTEM)
    return task


def task_of_same_money(*, kind: TaskKind, cause: str, gateway: str, gateway_reference: str) -> MoneyTask | None:
    """Another task about what the gateway calls ``gateway_reference``: an open one, or one that ended for good."""
    if kind not in SAME_MONEY or not gateway_reference:
        return None
    named = MoneyTask.objects.filter(kind__in=SAME_MONEY, gateway=gateway, gateway_reference=gateway_reference)
    others = named.filter(Q(closed_at=None) | Q(closed_how__in=FOR_GOOD)).exclude(kind=kind, cause=cause[:120])
    return others.order_by("closed_at", "pk").first()


def _heard(task: MoneyTask, facts: str) -> MoneyTask:
    """The task with what was heard elsewhere about its money, once."""
    if task.closed_at is None and facts not in task.facts:
        task.facts = f"{task.facts}\n{facts}"
        task.save(update_fields=["facts"])
    return task


@service
def close_tasks(*, kind: TaskKind, cause: str, how: TaskEnd = TaskEnd.CAUSE_GONE, actor: Actor = SYSTEM) -> int:
    """Close the open task of a cause that is gone; tells how many there were, none or one."""
    return close_all(MoneyTask.objects.filter(kind=kind, cause=cause[:120]), how=how, actor=actor)


def close_all(tasks: QuerySet[MoneyTask], *, how: TaskEnd, actor: Actor, note: str = "") -> int:
    """Close those that are still open, and tell their orders; tells how many there were."""
    closing = dict(tasks.filter(closed_at=None).values_list("pk", "order_id"))
    if not closing:
        return 0
    closed = MoneyTask.objects.filter(pk__in=closing, closed_at=None).update(
        closed_at=timezone.now(), closed_by=actor.label, closed_how=how, closing_note=note[:400], is_refunding=False
    )
    publish_many(
        Publication(fact=MoneyTaskMoved(order_id=order_id, moneytask_id=key, is_open=False), actor=actor)
        for key, order_id in closing.items() if order_id is not None
    )  # fmt: skip
    return closed


def is_decided(*, kind: TaskKind, cause: str) -> bool:
    """Whether a person has decided about the cause: it is not brought up again."""
    return MoneyTask.objects.filter(kind=kind, cause=cause[:120], closed_how__in=DECIDED).exists()
