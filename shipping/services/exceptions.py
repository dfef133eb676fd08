"""Trouble on the road: opened by what carriers tell, decided by people."""

from datetime import timedelta

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.events import publish
from core.service import service
from fulfillment.models import Parcel
from fulfillment.services.parcels import mark_lost, mark_returned_to_sender
from fulfillment.statuses import ParcelState
from orders.locks import lock_order
from orders.services.recording.road import record_found, record_lost
from shipping.events import ExceptionOpened, ExceptionResolved
from shipping.families import family_of
from shipping.models import CarrierClaim, DeliveryException
from shipping.selectors.contents import units_in
from shipping.selectors.playbooks import plan_for
from shipping.selectors.silence import claim_until
from shipping.statuses import ClaimState, ExceptionFamily, ExceptionKind

RIGHT = "shipping.resolve_deliveryexception"
# Trouble that is over once the parcel is there.
MISSED = (ExceptionKind.LOST, ExceptionKind.SILENT)


@service
def open_exception(
    *, parcel_id: int, kind: str, words: str = "", family: str = "", actor: Actor = SYSTEM
) -> DeliveryException:
    """The open exception of this kind for the parcel; one at a time. Without a family the kind's own counts."""
    parcel = Parcel.objects.select_related("fulfillment_order").get(pk=parcel_id)
    order = lock_order(parcel.fulfillment_order.order_id)
    exception, is_new = DeliveryException.objects.get_or_create(
        parcel=parcel, kind=kind, resolved_at=None,
        defaults={"order": order, "words": words[:200], "family": family or family_of(kind)},
    )  # fmt: skip
    if is_new:
        set_clocks(exception)
        publish(ExceptionOpened(order_id=order.pk, parcel_id=parcel_id), actor=actor, note=exception.words)
    return exception


def set_clocks(exception: DeliveryException) -> None:
    """Until when somebody should act by the plan, and until when the carrier takes a claim, where it is to blame."""
    now = timezone.now()
    exception.due_at = now + timedelta(hours=plan_for(exception.family, exception.kind).act_within_hours)
    if exception.family == ExceptionFamily.CARRIER:
        exception.claim_until = claim_until(exception.parcel_id)
        if exception.claim_until is not None and exception.claim_until > now:
            exception.due_at = min(exception.due_at, exception.claim_until)
    exception.save(update_fields=["due_at", "claim_until"])


@service
def resolve_exception(*, deliveryexception_id: int, reason: str, actor: Actor) -> DeliveryException:
    """A person looked at it and says what was decided; the parcel itself stays what it is.

    A missing signature is not talked away: raises MoveRefused for it, besides NotPermitted.
    """
    ensure_may(actor, RIGHT)
    exception = DeliveryException.objects.get(pk=deliveryexception_id)
    lock_order(exception.order_id)
    exception.refresh_from_db()
    if exception.kind == ExceptionKind.SIGNATURE_MISSING and exception.resolved_at is None:
        sentence = "the order is not finished without the signature."
        raise MoveRefused("resolve", [Blocker("signature_missing", sentence, fix="Add the signed proof.")])
    if exception.resolved_at is None:
        close(exception, reason=reason, actor=actor)
    return exception


@service
def declare_lost(*, deliveryexception_id: int, reason: str, actor: Actor) -> DeliveryException:
    """Give the parcel up: its units count as lost, and the order waits for it no longer."""
    ensure_may(actor, RIGHT)
    exception = DeliveryException.objects.get(pk=deliveryexception_id)
    lock_order(exception.order_id)
    mark_lost(parcel_id=exception.parcel_id, actor=actor)
    record_lost(
        order_id=exception.order_id, parcel_id=exception.parcel_id, units=units_in(exception.parcel_id),
        actor=actor, note=reason,
    )  # fmt: skip
    return resolve_exception(deliveryexception_id=deliveryexception_id, reason=reason, actor=actor)


@service
def declare_returned(*, deliveryexception_id: int, reason: str, actor: Actor) -> DeliveryException:
    """The parcel came back to us; what becomes of its goods is decided in a return.

    One that was given up as lost is found by that, whether or not the trouble is still open.
    """
    ensure_may(actor, RIGHT)
    exception = DeliveryException.objects.get(pk=deliveryexception_id)
    lock_order(exception.order_id)
    was_lost = Parcel.objects.filter(pk=exception.parcel_id, state=ParcelState.LOST).exists()
    mark_returned_to_sender(parcel_id=exception.parcel_id, actor=actor)
    if was_lost:
        record_found(
            order_id=exception.order_id, parcel_id=exception.parcel_id, units=units_in(exception.parcel_id),
            actor=actor, note=reason,
        )  # fmt: skip
        follow_found(exception, reason=reason, actor=actor)
    return resolve_exception(deliveryexception_id=deliveryexception_id, reason=reason, actor=actor)


def follow_found(told: DeliveryException, *, reason: str, actor: Actor) -> None:
    """A lost parcel is back: nobody looks for it, its goods are to be booked in, and a claim is to be ended."""
    for exception in DeliveryException.objects.filter(parcel=told.parcel, kind__in=MISSED, resolved_at=None):
        close(exception, reason=reason, actor=actor)
    if told.kind != ExceptionKind.RETURNED_TO_SENDER:
        words = "It was given up as lost and came back to us: book in what is in it."
        open_exception(parcel_id=told.parcel_id, kind=ExceptionKind.RETURNED_TO_SENDER, words=words, actor=actor)
    if words := claim_to_end(told.parcel_id):
        open_exception(parcel_id=told.parcel_id, kind=ExceptionKind.FOUND, words=words, actor=actor)


def claim_to_end(parcel_id: int) -> str:
    """What is to be said to the carrier of a parcel that is there after all; empty when it was not asked to pay."""
    claim = CarrierClaim.objects.filter(parcel_id=parcel_id).exclude(state=ClaimState.REFUSED).first()
    if claim is None:
        return ""
    number = claim.reference or "for it"
    if claim.state == ClaimState.PAID:
        return f"The carrier paid {claim.paid_amount} {claim.currency} (claim {number}): it may ask for it back."
    return f"A claim ({number}) is filed with the carrier: withdraw it, and write it down as refused."


def close_all(*, parcel_id: int, reason: str, actor: Actor) -> None:
    """What was open is over, because the parcel arrived after all. The caller holds the order's lock."""
    for exception in DeliveryException.objects.filter(parcel_id=parcel_id, resolved_at=None).order_by("pk"):
        close(exception, reason=reason, actor=actor)


def close(exception: DeliveryException, *, reason: str, actor: Actor) -> None:
    exception.resolved_at, exception.resolved_by = timezone.now(), actor.label
    exception.resolution = reason[:400]
    exception.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    fact = ExceptionResolved(order_id=exception.order_id, parcel_id=exception.parcel_id)
    publish(fact, actor=actor, note=exception.resolution)
