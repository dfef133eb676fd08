"""Whether a carrier took note of a manifest: what nobody answered for, or was refused, a person settles."""

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.effects import NewEffect, insert_effects
from core.errors import Blocker, InvalidInput, MoveRefused
from core.models import Alert
from core.service import service
from shipping.locks import lock_manifest
from shipping.models import Manifest
from shipping.services.leaving import record_acceptance
from shipping.statuses import ManifestState

RIGHT = "shipping.close_manifest"
HAND_OVER = "shipping.tasks.hand_over_manifest"


@service
def record_manifest_sent(*, manifest_id: int) -> bool:
    """It is about to be told, for the first time; False when it was told before."""
    fresh = Manifest.objects.filter(pk=manifest_id, accepted_at=None, sent_at=None)
    return fresh.update(sent_at=timezone.now()) == 1


@service
def record_manifest_not_sent(*, manifest_id: int) -> None:
    """It did not reach the carrier: to tell it again is safe."""
    Manifest.objects.filter(pk=manifest_id, accepted_at=None).update(sent_at=None)


@service
def record_manifest_trouble(*, manifest_id: int, words: str) -> None:
    """The carrier refused it, or nobody knows: it is not told again by itself, and a person hears of it."""
    manifest = lock_manifest(manifest_id)
    if manifest.accepted_at is not None:
        return
    manifest.trouble = words[:300]
    manifest.save(update_fields=["trouble"])
    Alert.objects.get_or_create(
        kind="manifest_not_accepted", reference=f"manifest {manifest.pk}", closed_at=None,
        defaults={"message": f"{manifest.number}: the carrier has not taken note of it. {manifest.trouble}"},
    )  # fmt: skip


@service
def settle_manifest_accepted(*, manifest_id: int, actor: Actor) -> Manifest:
    """A person found it in the carrier's portal. Raises NotPermitted and MoveRefused."""
    manifest = _lock_troubled(manifest_id, actor)
    manifest.trouble = ""
    manifest.save(update_fields=["trouble"])
    return record_acceptance(manifest_id=manifest.pk, refused={})


@service
def send_manifest_again(*, manifest_id: int, reason: str, actor: Actor) -> Manifest:
    """A person looked and found none: a worker tells the carrier once more.

    Raises NotPermitted, InvalidInput without a reason, and MoveRefused.
    """
    if not reason.strip():
        raise InvalidInput("Say where you looked: sent twice, a manifest may be billed twice.", field="reason")
    manifest = _lock_troubled(manifest_id, actor)
    manifest.trouble, manifest.sent_at = "", None
    manifest.save(update_fields=["trouble", "sent_at"])
    key = f"{HAND_OVER}:{manifest.pk}:by-hand:{timezone.now():%Y%m%d%H%M%S%f}"
    insert_effects([NewEffect(task=HAND_OVER, queue="labels", key=key, payload={"manifest_id": manifest.pk})])
    return manifest


def trouble_blockers(manifest: Manifest) -> list[Blocker]:
    """Why there is nothing to settle about it."""
    if manifest.state != ManifestState.CLOSED or manifest.accepted_at is not None or not manifest.trouble:
        return [Blocker("no_trouble", "there is nothing to settle.", fix="Wait for the carrier's answer.")]
    return []


def _lock_troubled(manifest_id: int, actor: Actor) -> Manifest:
    ensure_may(actor, RIGHT)
    manifest = lock_manifest(manifest_id)
    if reasons := trouble_blockers(manifest):
        raise MoveRefused("settle", reasons)
    # Who settles it has seen the alert.
    Alert.objects.filter(kind="manifest_not_accepted", reference=f"manifest {manifest.pk}", closed_at=None).update(
        closed_at=timezone.now()
    )
    return manifest
