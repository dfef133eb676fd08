"""A person takes back what was asked for, or wants it at once."""

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.effects.registry import undo_of
from core.errors import NotFound
from core.events import publish
from core.models import Alert, Effect
from core.service import service
from core.services.withdrawing import hurry_effect, withdraw_effect
from orders.events import ActWithdrawn
from orders.locks import lock_order
from orders.services.postponing import REFUSED


@service
def undo_act(*, order_id: int, effect_id: int, actor: Actor) -> str:
    """What was undone, in words. Nothing is reversed: it never happens.

    Raises NotPermitted, NotFound, NotWithdrawable, and TooLate when a worker was first.
    """
    lock_order(order_id)
    effect = withdraw_effect(effect_id=effect_id, actor=actor)
    _ensure_of(order_id, effect)
    title = _title(effect)
    fact = ActWithdrawn(order_id=order_id, act=effect.task.rpartition(".")[2], token=effect.payload.get("token", ""))
    publish(fact, actor=actor, note=title)
    return title


@service
def hurry_act(*, order_id: int, effect_id: int, actor: Actor) -> str:
    """What is done at once, in words. Raises NotPermitted, NotFound, NotWithdrawable and TooLate."""
    effect = hurry_effect(effect_id=effect_id, actor=actor)
    _ensure_of(order_id, effect)
    return _title(effect)


@service
def close_refusal(*, order_id: int, alert_id: int, actor: Actor) -> None:
    """The refusal was read, by whoever asked for the act or by one who looks after alerts.

    Raises NotFound and NotPermitted.
    """
    alert = Alert.objects.select_for_update().filter(pk=alert_id, kind=REFUSED).first()
    if alert is None or not alert.reference.startswith(f"{order_id}:"):
        raise NotFound("There is no such message.", alert_id=alert_id)
    if not alert.reference.startswith(f"{order_id}:{actor.user_id}:"):
        ensure_may(actor, "core.change_alert")
    if alert.closed_at is None:
        alert.closed_at, alert.closed_by = timezone.now(), actor.label
        alert.save(update_fields=["closed_at", "closed_by"])


def _ensure_of(order_id: int, effect: Effect) -> None:
    if effect.order_id != order_id:
        raise NotFound("It belongs to another order.", effect_id=effect.pk)


def _title(effect: Effect) -> str:
    undo = undo_of(effect.task)
    return undo.title if undo is not None else effect.task
