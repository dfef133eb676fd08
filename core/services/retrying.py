"""What a person can do about an effect that gave up."""

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.effects.nudge import nudge_on_commit
from core.errors import NotFound, OmsError
from core.models import Alert, Effect, EffectState
from core.service import service


class NotDead(OmsError):
    """Only an effect that gave up can be tried again by hand."""

    code = "effect_not_dead"


@service
def retry_effect(*, effect_id: int, actor: Actor) -> Effect:
    """The effect, due again at once with all its attempts; its alert is closed.

    The key stays, so whatever was done outside is found again and not done twice. Raises
    NotPermitted, NotFound and NotDead.
    """
    ensure_may(actor, "core.retry_effect")
    effect = Effect.objects.select_for_update().filter(pk=effect_id).first()
    if effect is None:
        raise NotFound("There is no such effect.", effect_id=effect_id)
    if effect.state != EffectState.DEAD:
        raise NotDead(f"It is {effect.get_state_display().lower()}; only a dead effect is tried again by hand.")
    effect.state = EffectState.DUE
    effect.attempts = 0
    effect.run_after = effect.queued_at = timezone.now()
    effect.finished_at = None
    effect.save(update_fields=["state", "attempts", "run_after", "queued_at", "finished_at"])
    Alert.objects.filter(kind="dead_effect", reference=str(effect_id), closed_at=None).update(
        closed_at=timezone.now(), closed_by=actor.label
    )
    nudge_on_commit({effect.queue})
    return effect


@service
def close_alert(*, alert_id: int, actor: Actor) -> Alert:
    """The alert, closed by somebody who looked at it. Raises NotPermitted and NotFound."""
    ensure_may(actor, "core.change_alert")
    alert = Alert.objects.select_for_update().filter(pk=alert_id).first()
    if alert is None:
        raise NotFound("There is no such alert.", alert_id=alert_id)
    if alert.closed_at is None:
        alert.closed_at, alert.closed_by = timezone.now(), actor.label
        alert.save(update_fields=["closed_at", "closed_by"])
    return alert
