"""Shells: load, call, record."""

from celery import shared_task
from django.utils import timezone

from core.effects import effect_task
from returns.selectors.overdue import orders_with_settled_returns, rests_overdue, returns_overdue
from returns.services.deciding import expire_return
from returns.services.labeling import follow_return_label
from returns.services.resting import give_up_rest
from returns.services.settling import close_settled_returns

SWEPT_AT_ONCE = 200


@effect_task(queue="default")
def close_settled(*, order_id: int) -> None:
    """A refund went through: returns that waited for it can be closed."""
    close_settled_returns(order_id=order_id)


@effect_task(queue="default")
def follow_label(*, label_id: int, status: str) -> None:
    """A carrier moved the label of a return; ``status`` makes each word an effect of its own."""
    follow_return_label(label_id=label_id)


@shared_task(name="returns.tasks.sweep_returns", time_limit=60)
def sweep_returns() -> None:
    """Woken by beat: approved returns whose goods never came expire, settled ones that owe nothing close."""
    for return_id in returns_overdue(now=timezone.now()).values_list("pk", flat=True)[:SWEPT_AT_ONCE]:
        expire_return(return_id=return_id)
    for return_id in rests_overdue(now=timezone.now()).values_list("pk", flat=True)[:SWEPT_AT_ONCE]:
        give_up_rest(return_id=return_id)
    for order_id in orders_with_settled_returns()[:SWEPT_AT_ONCE]:
        close_settled_returns(order_id=order_id)
