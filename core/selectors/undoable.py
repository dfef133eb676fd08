"""What was asked for about an order and can still be withdrawn."""

from dataclasses import dataclass
from datetime import datetime

from core.effects.registry import undo_of
from core.models import Effect, EffectState

MOST = 50


@dataclass(frozen=True)
class Undoable:
    """One effect that waits for its window to end.

    ``is_act``: a person's own act, which other acts must not contradict; ``asked_by`` is the actor's label, or empty.
    """

    effect_id: int
    title: str
    right: str
    until: datetime
    is_act: bool
    asked_by: str
    has_begun: bool


def undoable_effects(*, order_id: int) -> list[Undoable]:
    """The order's effects that a person may withdraw, the next first, begun acts among them; one query."""
    waiting = Effect.objects.filter(order_id=order_id, state__in=[EffectState.DUE, EffectState.CLAIMED])
    return [found for effect in waiting.order_by("run_after", "pk")[:MOST] if (found := _undoable(effect))]


def _undoable(effect: Effect) -> Undoable | None:
    undo = undo_of(effect.task)
    is_act = "token" in effect.payload
    has_begun = effect.claim_no > 0
    if undo is None or (has_begun and not is_act):
        return None
    user_id = effect.payload.get("user_id")
    asked_by = f"user:{user_id}" if user_id else ""
    return Undoable(effect.pk, undo.title, undo.right, effect.run_after, is_act, asked_by, has_begun)
