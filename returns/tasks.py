"""Shells: load, call, record."""

from celery import shared_task
from django.utils import timezone

from core.effects import effect_task
from returns.selectors.overdue import returns_overdue
from returns.services.deciding import expire_return
from returns.services.settling import close_settled_returns

EXPIRED_AT_ONCE = 200


@effect_task(queue="default")
def close_settled(*, order_id: int) -> None:
    """A refund went through: returns that waited for it can be closed."""
    close_settled_returns(order_id=order_id)


@shared_task(name="returns.tasks.expire_overdue", time_limit=60)
def expire_overdue() -> int:
    """Woken by beat: approved returns whose goods never came; tells how many."""
    overdue = list(returns_overdue(now=timezone.now()).values_list("pk", flat=True)[:EXPIRED_AT_ONCE])
    for return_id in overdue:
        expire_return(return_id=return_id)
    return len(overdue)
