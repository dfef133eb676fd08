"""Purchases that nobody answered, from carriers that cannot be asked: never repeated, settled by a person."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.fsm import perform
from core.service import service
from fulfillment.services.parcels import mark_label_failed
from shipping.carriers.contract import LabelReceipt
from shipping.carriers.registry import void_days_of
from shipping.errors import LabelNotFound, ParcelNotReady
from shipping.locks import lock_label
from shipping.models import ShippingLabel
from shipping.services.labels import LABELABLE, record_label, record_label_failed
from shipping.statuses import LabelState

RIGHT = "shipping.settle_label"


@service
def record_label_sent(*, label_id: int) -> bool:
    """A purchase is about to leave, for the first time; False when one left before or the label is not asked for."""
    labels = ShippingLabel.objects.filter(pk=label_id, state=LabelState.REQUESTED, sent_at=None)
    return labels.update(sent_at=timezone.now()) == 1


@service
def record_label_not_sent(*, label_id: int) -> None:
    """It did not reach the carrier: to send it again is safe."""
    ShippingLabel.objects.filter(pk=label_id, state=LabelState.REQUESTED).update(sent_at=None)


@service
def record_label_unknown(*, label_id: int, words: str, tracking_number: str = "") -> ShippingLabel:
    """Nobody knows whether it was sold. It is not bought again; the parcel waits for a person."""
    label = lock_label(label_id)
    if label.state != LabelState.REQUESTED:
        return label
    perform(label, "lose_sight", actor=SYSTEM, words=words)
    label.carrier_reference = tracking_number[:64]
    label.save(update_fields=["state", "error", "carrier_reference"])
    if label.parcel.state in LABELABLE:
        mark_label_failed(parcel_id=label.parcel_id, actor=SYSTEM)
    return label


@service
def settle_as_bought(
    *, shippinglabel_id: int, tracking_number: str, cost: Decimal | None, currency: str, actor: Actor
) -> ShippingLabel:
    """A person found it in the carrier's portal. Its paper is printed there. Raises NotPermitted, ParcelNotReady."""
    ensure_may(actor, RIGHT)
    label = lock_label(shippinglabel_id)
    ensure_unknown(label)
    number = tracking_number.strip()
    if not number:
        raise LabelNotFound("Type the tracking number as the carrier's portal shows it.", field="tracking_number")
    if ShippingLabel.objects.filter(account=label.account, tracking_number=number).exclude(pk=label.pk).exists():
        raise ParcelNotReady(f"{number} is the number of another label. Look it up again.", field="tracking_number")
    if (cost is None) != (not currency):
        raise ParcelNotReady("Give cost and currency together, or neither: then the quote counts.", field="currency")
    days = void_days_of(label.account.carrier)
    bought = label.sent_at or timezone.now()
    receipt = LabelReceipt(
        carrier_reference=number, tracking_number=number, service=label.service, cost=cost, currency=currency,
        void_until=bought + timedelta(days=days) if days else None,
    )  # fmt: skip
    return record_label(label_id=label.pk, receipt=receipt, actor=actor)


@service
def settle_as_not_bought(*, shippinglabel_id: int, reason: str, actor: Actor) -> ShippingLabel:
    """A person looked and found none: the label may be asked for again. Raises NotPermitted, ParcelNotReady."""
    ensure_may(actor, RIGHT)
    label = lock_label(shippinglabel_id)
    ensure_unknown(label)
    label = record_label_failed(label_id=label.pk, words=f"Not bought: {reason}", actor=actor)
    label.purchase_key = uuid4()
    label.save(update_fields=["purchase_key"])
    return label


def ensure_unknown(label: ShippingLabel) -> None:
    if label.state != LabelState.UNKNOWN:
        raise ParcelNotReady(f"The label is {label.get_state_display().lower()}: there is nothing to settle.")
