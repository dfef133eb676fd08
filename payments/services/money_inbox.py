"""The money inbox: one open task per cause, opened and closed by what happens, with a person in between."""

from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.service import service
from payments.models import MoneyTask, TaskEnd, TaskKind

DECIDED = (TaskEnd.MATCHED, TaskEnd.REFUNDED, TaskEnd.WRITTEN_OFF, TaskEnd.DONE)


@service
def open_task(
    *, kind: TaskKind, cause: str, facts: str, order_id: int | None = None, amount: Decimal | None = None,
    currency: str = "", gateway: str = "", gateway_reference: str = "", movement: str = "",
) -> MoneyTask:  # fmt: skip
    """The open task of this cause, opened now if there is none; ``amount`` in ``currency``.

    ``cause`` names what is wrong for ever (``refund:7``); ``facts`` tells a person what is known.
    """
    task, _ = MoneyTask.objects.get_or_create(
        kind=kind, cause=cause[:120], closed_at=None,
        defaults={
            "facts": facts, "order_id": order_id, "amount": amount, "currency": currency, "gateway": gateway,
            "gateway_reference": gateway_reference, "movement": movement,
        },
    )  # fmt: skip
    return task


@service
def close_tasks(*, kind: TaskKind, cause: str, how: TaskEnd = TaskEnd.CAUSE_GONE, actor: Actor = SYSTEM) -> int:
    """Close the open task of a cause that is gone; tells how many there were, none or one."""
    return close_all(MoneyTask.objects.filter(kind=kind, cause=cause[:120]), how=how, actor=actor)


def close_all(tasks: QuerySet[MoneyTask], *, how: TaskEnd, actor: Actor, note: str = "") -> int:
    """Close those that are still open."""
    return tasks.filter(closed_at=None).update(
        closed_at=timezone.now(), closed_by=actor.label, closed_how=how, closing_note=note[:400], is_refunding=False
    )


def is_decided(*, kind: TaskKind, cause: str) -> bool:
    """Whether a person has decided about the cause: it is not brought up again."""
    return MoneyTask.objects.filter(kind=kind, cause=cause[:120], closed_how__in=DECIDED).exists()
