"""Purchases of loose labels that nobody answered, from carriers that cannot be asked: settled by a person."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import InvalidInput
from core.fsm import perform
from core.service import service
from shipping.carriers.contract import LabelReceipt
from shipping.carriers.registry import void_days_of
from shipping.errors import ParcelNotReady
from shipping.locks import lock_loose_label
from shipping.models import LooseLabel
from shipping.services.loose_labels import record_loose_label, record_loose_label_failed
from shipping.services.settling import RIGHT
from shipping.statuses import LabelState


@service
def record_label_sent(*, label_id: int) -> bool:
    """A purchase is about to leave, for the first time; False when one left before or the label is not asked for."""
    labels = LooseLabel.objects.filter(pk=label_id, state=LabelState.REQUESTED, sent_at=None)
    return labels.update(sent_at=timezone.now()) == 1


@service
def record_label_not_sent(*, label_id: int) -> None:
    """It did not reach the carrier: to send it again is safe."""
    LooseLabel.objects.filter(pk=label_id, state=LabelState.REQUESTED).update(sent_at=None)


@service
def record_label_unknown(*, label_id: int, words: str, tracking_number: str = "") -> LooseLabel:
    """Nobody knows whether it was sold. It is not bought again."""
    label = lock_loose_label(label_id)
    if label.state == LabelState.REQUESTED:
        perform(label, "lose_sight", actor=SYSTEM, words=words)
        label.carrier_reference = tracking_number[:64]
        label.save(update_fields=["state", "error", "carrier_reference"])
    return label


@service
def settle_loose_as_bought(*, looselabel_id: int, tracking_number: str, actor: Actor) -> LooseLabel:
    """A person found it in the carrier's portal, where its paper is printed. Raises NotPermitted, InvalidInput."""
    label = _unknown(looselabel_id, actor=actor)
    number = tracking_number.strip()
    taken = LooseLabel.objects.filter(account=label.account, tracking_number=number).exclude(pk=label.pk)
    if not number or taken.exists():
        raise InvalidInput("Type the tracking number of this label, as the carrier's portal shows it.", field="number")
    days = void_days_of(label.account.carrier)
    until = (label.sent_at or timezone.now()) + timedelta(days=days) if days else None
    receipt = LabelReceipt(
        carrier_reference=number, tracking_number=number, service=label.service, cost=None, currency="",
        void_until=until,
    )  # fmt: skip
    return record_loose_label(label_id=label.pk, receipt=receipt, actor=actor)


@service
def settle_loose_as_not_bought(*, looselabel_id: int, reason: str, actor: Actor) -> LooseLabel:
    """A person looked and found none: it may be asked for again. Raises NotPermitted, ParcelNotReady."""
    label = _unknown(looselabel_id, actor=actor)
    label = record_loose_label_failed(label_id=label.pk, words=f"Not bought: {reason}", actor=actor)
    label.purchase_key = uuid4()
    label.save(update_fields=["purchase_key"])
    return label


def _unknown(label_id: int, *, actor: Actor) -> LooseLabel:
    ensure_may(actor, RIGHT)
    label = lock_loose_label(label_id)
    if label.state != LabelState.UNKNOWN:
        raise ParcelNotReady(f"The label is {label.get_state_display().lower()}: there is nothing to settle.")
    return label
