"""Signatures that were asked for: an order is not finished while one is missing."""

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import InvalidInput
from core.service import service
from orders.filing.checking import checked_file
from orders.locks import lock_order
from orders.services.recording.counts import record_open
from shipping.carriers.contract import TrackingUpdate
from shipping.models import DeliveryException, ProofOfDelivery, ShippingLabel
from shipping.selectors.troubles import trouble_of
from shipping.services.exceptions import RIGHT, close, open_exception
from shipping.statuses import ExceptionKind


def keep_proof(label: ShippingLabel, update: TrackingUpdate) -> ProofOfDelivery:
    """What the carrier sends with a delivery; what comes later fills what was missing."""
    told = {
        "signed_by": update.signed_by[:160], "signature_png": update.signature_png, "photo": update.photo,
        "location": update.location[:120],
    }  # fmt: skip
    proof, is_new = ProofOfDelivery.objects.get_or_create(
        parcel=label.parcel, defaults={"delivered_at": update.at, **told}
    )
    missing = {} if is_new else {name: value for name, value in told.items() if value and not getattr(proof, name)}
    if missing:
        for name, value in missing.items():
            setattr(proof, name, value)
        proof.save(update_fields=list(missing))
    return proof


def follow_signature(label: ShippingLabel, proof: ProofOfDelivery) -> None:
    """Open trouble when a signature was asked for and none came; close it when it did. The caller holds the lock."""
    if not (label.order.requires_signature or label.parcel.requires_signature):
        return
    if is_signed(proof):
        close_missing(label.parcel_id, actor=SYSTEM)
    else:
        words = "The carrier says it was delivered and sent no signature."
        open_exception(parcel_id=label.parcel_id, kind=ExceptionKind.SIGNATURE_MISSING, words=words)
    count_missing(label.order_id, actor=SYSTEM)


def is_signed(proof: ProofOfDelivery) -> bool:
    return bool(proof.signed_by or proof.signature_png)


@service
def add_signature(*, deliveryexception_id: int, signed_by: str, picture: bytes, actor: Actor) -> ProofOfDelivery:
    """The proof that a person got from the carrier: who signed, and a PNG or JPEG of it; the order goes on.

    Raises NotPermitted, InvalidInput without a name or for a picture that is none, FileRefused.
    """
    ensure_may(actor, RIGHT)
    trouble = trouble_of(deliveryexception_id)
    lock_order(trouble.order_id)
    if not signed_by.strip():
        raise InvalidInput("Say who signed, as the proof shows it.", field="signed_by")
    if picture and checked_file(name="proof", content=picture).content_type not in {"image/png", "image/jpeg"}:
        raise InvalidInput("The proof is a PNG or JPEG picture.", field="picture")
    proof = ProofOfDelivery.objects.get(parcel_id=trouble.parcel_id)
    proof.signed_by, proof.signature_png, proof.kept_by = signed_by.strip()[:160], picture, actor.label
    proof.save(update_fields=["signed_by", "signature_png", "kept_by"])
    close_missing(trouble.parcel_id, actor=actor)
    count_missing(trouble.order_id, actor=actor)
    return proof


def close_missing(parcel_id: int, *, actor: Actor) -> None:
    open_ones = DeliveryException.objects.filter(
        parcel_id=parcel_id, kind=ExceptionKind.SIGNATURE_MISSING, resolved_at=None
    )
    for exception in open_ones:
        close(exception, reason="The signature is there.", actor=actor)


def count_missing(order_id: int, *, actor: Actor) -> None:
    """Tell the order how many signatures are missing."""
    missing = DeliveryException.objects.filter(
        order_id=order_id, kind=ExceptionKind.SIGNATURE_MISSING, resolved_at=None
    )
    record_open(order_id=order_id, signatures=missing.count(), actor=actor)
