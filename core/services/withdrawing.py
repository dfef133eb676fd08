"""Take back, or bring forward, what was asked for and is not begun."""

from django.contrib.postgres.functions import TransactionNow
from django.db.models import QuerySet
from django.utils import timezone

from core.actors import Actor, ensure_may
from core.effects.nudge import nudge_on_commit
from core.effects.registry import undo_of
from core.errors import NotFound, OmsError
from core.models import Effect, EffectState
from core.service import service


class TooLate(OmsError):
    """A worker has begun it, it is done, or somebody else withdrew it first."""

    code = "too_late"


class NotWithdrawable(OmsError):
    """An effect of this kind follows from a fact and is never withdrawn."""

    code = "not_withdrawable"


@service
def withdraw_effect(*, effect_id: int, actor: Actor) -> Effect:
    """The effect, which never happens now. Whoever stands on an order tells its timeline in the same commit.

    Raises NotPermitted, NotFound, NotWithdrawable, and TooLate once a worker has claimed it, even when that claim
    failed: what was tried may have been done.
    """
    effect = _withdrawable(effect_id, actor)
    # One statement decides between this and a worker's claim: whoever comes second finds the row changed.
    gone = unbegun(effect_id).update(
        state=EffectState.WITHDRAWN, finished_at=timezone.now(), last_error=f"Withdrawn by {actor.label}."
    )
    if not gone:
        raise _too_late(effect_id)
    return effect


@service
def hurry_effect(*, effect_id: int, actor: Actor) -> Effect:
    """The effect, due at once. Raises NotPermitted, NotFound, NotWithdrawable and TooLate."""
    effect = _withdrawable(effect_id, actor)
    # The database's own clock: by it the workers see what is due.
    if not unbegun(effect_id).update(run_after=TransactionNow(), queued_at=TransactionNow()):
        raise _too_late(effect_id)
    nudge_on_commit({effect.queue})
    return effect


def unbegun(effect_id: int) -> QuerySet[Effect]:
    """The effect while nobody has ever claimed it."""
    return Effect.objects.filter(pk=effect_id, state=EffectState.DUE, claim_no=0)


def _withdrawable(effect_id: int, actor: Actor) -> Effect:
    effect = Effect.objects.filter(pk=effect_id).first()
    if effect is None:
        raise NotFound("There is no such effect.", effect_id=effect_id)
    undo = undo_of(effect.task)
    if undo is None:
        raise NotWithdrawable("It follows from what has happened already and cannot be withdrawn.")
    ensure_may(actor, undo.right)
    return effect


def _too_late(effect_id: int) -> TooLate:
    effect = Effect.objects.get(pk=effect_id)
    at = f"{effect.finished_at:%H:%M:%S} UTC" if effect.finished_at else ""
    match effect.state:
        case EffectState.DONE:
            words = f"Too late: it was done at {at}."
        case EffectState.WITHDRAWN:
            words = f"It was undone already, at {at}."
        case EffectState.DEAD:
            words = f"Too late: it was tried and gave up at {at}. Look at the alerts."
        case _:
            words = "Too late: it is being done right now. Look at the page again in a moment."
    return TooLate(words, state=effect.state)
