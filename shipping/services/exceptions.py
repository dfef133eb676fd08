"""Trouble on the road: opened by what carriers tell, decided by people."""

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.events import publish
from core.service import service
from fulfillment.models import Parcel
from fulfillment.services.parcels import mark_lost, mark_returned_to_sender
from orders.locks import lock_order
from orders.services.recording.road import record_lost
from shipping.events import ExceptionOpened, ExceptionResolved
from shipping.models import DeliveryException
from shipping.selectors.contents import units_in

RIGHT = "shipping.resolve_deliveryexception"


@service
def open_exception(*, parcel_id: int, kind: str, words: str = "", actor: Actor = SYSTEM) -> DeliveryException:
    """The open exception of this kind for the parcel; one at a time."""
    parcel = Parcel.objects.select_related("fulfillment_order").get(pk=parcel_id)
    order = lock_order(parcel.fulfillment_order.order_id)
    exception, is_new = DeliveryException.objects.get_or_create(
        parcel=parcel, kind=kind, resolved_at=None, defaults={"order": order, "words": words[:200]}
    )
    if is_new:
        publish(ExceptionOpened(order_id=order.pk, parcel_id=parcel_id), actor=actor, note=exception.words)
    return exception


@service
def resolve_exception(*, deliveryexception_id: int, reason: str, actor: Actor) -> DeliveryException:
    """A person looked at it and says what was decided; the parcel itself stays what it is."""
    ensure_may(actor, RIGHT)
    exception = DeliveryException.objects.get(pk=deliveryexception_id)
    lock_order(exception.order_id)
    exception.refresh_from_db()
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
    """The parcel came back to us; what becomes of its goods is decided in a return."""
    ensure_may(actor, RIGHT)
    exception = DeliveryException.objects.get(pk=deliveryexception_id)
    lock_order(exception.order_id)
    mark_returned_to_sender(parcel_id=exception.parcel_id, actor=actor)
    return resolve_exception(deliveryexception_id=deliveryexception_id, reason=reason, actor=actor)


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
