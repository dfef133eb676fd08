"""Acts of people wait for their window to end; then they are made once, or refused aloud."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from accounts.selectors import actor_with_key
from core.actors import SYSTEM, Actor
from core.effects import NewEffect, insert_effects
from core.effects.registry import Undo, task_named
from core.effects.window import Postponed
from core.errors import Blocker, MoveRefused
from core.events import publish
from core.models import Alert, Event
from core.selectors.timeline import last_seq
from core.selectors.undoable import Undoable, undoable_effects
from core.service import service
from orders.errors import StaleVersion
from orders.events import ActMade, ActPostponed, ActRefused
from orders.locks import lock_order
from orders.models import Order

REFUSED = "act_refused"
_ENDINGS = (ActMade.name, ActRefused.name)


def postpone(
    order: Order, task: str, *, act: str, actor: Actor, until: datetime, reason: str = "", **arguments: Any
) -> Postponed:
    """Write the act down for ``until``, with who asked and what the order was then.

    The caller holds the order's lock and has checked right and state. Raises MoveRefused while another act waits.
    """
    ensure_nothing_waits(order, act)
    token, wanted = uuid4().hex, task_named(task)
    title = wanted.undo.title if wanted.undo else act
    publish(ActPostponed(order_id=order.pk, act=act, token=token), actor=actor, note=f"{title}: {reason}")
    payload = {
        "order_id": order.pk, "token": token, "user_id": actor.user_id, "seen_seq": last_seq(order_id=order.pk),
        **arguments,
    }  # fmt: skip
    insert_effects([
        NewEffect(
            task=wanted.name, queue=wanted.queue, key=f"{wanted.name}:{token}", payload=payload, order_id=order.pk,
            priority=0, run_after=until,
        )
    ])  # fmt: skip
    return Postponed(title, until)


def ensure_nothing_waits(order: Order, act: str) -> None:
    """Raises MoveRefused while an act of a person waits for its window to end."""
    reasons = [waiting_blocker(one) for one in undoable_effects(order_id=order.pk) if one.is_act]
    if reasons:
        raise MoveRefused(act, reasons)


def waiting_blocker(one: Undoable) -> Blocker:
    """Why nothing else is done meanwhile."""
    sentence = f"“{one.title}” is pending until {one.until:%H:%M:%S} UTC."
    return Blocker("pending", sentence, fix="Undo it first, or let it be done.", turns_on="act_postponed")


@service
def make_postponed(
    *, order_id: int, undo: Undo, act: str, token: str, user_id: int, seen_seq: int, make: Callable[[Actor, str], Any]
) -> None:
    """Make the act under the order's lock, with the rights its person holds now; a second run does nothing.

    ``make`` gets the person and the reason. Raises what it raises, and StaleVersion when another person changed the
    order after the act was asked for: what the system did meanwhile is judged by the act's own guards.
    """
    order = lock_order(order_id)
    if has_ended(order_id, token):
        return
    actor = actor_with_key(user_id)
    _ensure_unchanged(order, seen_seq)
    make(actor, _reason_given(order_id, token, undo))
    publish(ActMade(order_id=order_id, act=act, token=token), actor=actor)


@service
def record_refusal(*, order_id: int, undo: Undo, act: str, token: str, user_id: int, words: str) -> None:
    """The act was not made: the timeline says why, and an alert waits for who asked. Repetition is harmless."""
    order = lock_order(order_id)
    if has_ended(order_id, token):
        return
    publish(ActRefused(order_id=order_id, act=act, token=token), actor=SYSTEM, note=f"{undo.title}: {words}")
    message = f"{order.number}: “{undo.title}” was not done. {words}"
    Alert.objects.create(kind=REFUSED, reference=f"{order_id}:{user_id}:{token}", message=message)


def has_ended(order_id: int, token: str) -> bool:
    return Event.objects.filter(order_id=order_id, name__in=_ENDINGS, data__token=token).exists()


def _ensure_unchanged(order: Order, seen_seq: int) -> None:
    changed = Event.objects.filter(order_id=order.pk, seq__gt=seen_seq, data__has_key="changes")
    by_people = changed.exclude(actor=SYSTEM.label).count()
    if by_people:
        raise StaleVersion(
            f"Order {order.number} was changed after this was asked for. Look at it again, then decide.",
            order_id=order.pk, seen=order.version - by_people, now=order.version,
        )  # fmt: skip


def _reason_given(order_id: int, token: str, undo: Undo) -> str:
    """Kept beside the event, where it is erased with the customer, and not in the effect."""
    asked = Event.objects.filter(order_id=order_id, name=ActPostponed.name, data__token=token).select_related("note")
    event = asked.first()
    return event.note.text.removeprefix(f"{undo.title}: ") if event is not None and hasattr(event, "note") else ""
