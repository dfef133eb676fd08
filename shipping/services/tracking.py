"""What carriers tell of parcels: every word kept once, the newest shown, delivery written into the order."""

from collections.abc import Sequence

from django.utils import timezone

from core.actors import SYSTEM
from core.events import publish
from core.service import service
from fulfillment.services.parcels import mark_delivered
from fulfillment.statuses import ON_THE_ROAD, ParcelState
from orders.services.recording.road import record_delivery
from shipping.carriers.contract import TrackingUpdate
from shipping.errors import LabelNotFound
from shipping.events import OutForDelivery
from shipping.families import family_of_reason
from shipping.locks import lock_label
from shipping.models import Remedy, ShippingLabel, TrackingEvent
from shipping.selectors.contents import units_in
from shipping.selectors.loose import loose_label_numbered
from shipping.services.exceptions import claim_to_end, close_all, open_exception
from shipping.services.leaving import record_departure
from shipping.services.loose_tracking import record_loose_tracking
from shipping.services.signing import follow_signature, keep_proof
from shipping.services.silence import end_silence
from shipping.statuses import FINAL_STATUSES, MADE_GOOD, PROGRESS, ExceptionKind, TrackingStatus

_KINDS = {
    "address_unknown": ExceptionKind.ADDRESS_UNKNOWN,
    "damaged": ExceptionKind.DAMAGED,
    "weather_delay": ExceptionKind.DELAYED,
    "delivery_refused": ExceptionKind.REFUSED,
}
_BY_STATUS = {
    TrackingStatus.DELAYED: ExceptionKind.DELAYED,
    TrackingStatus.DELIVERY_FAILED: ExceptionKind.NOT_DELIVERED,
    TrackingStatus.CANCELED: ExceptionKind.CANCELED,
}
TROUBLE = (
    TrackingStatus.EXCEPTION, TrackingStatus.LOST, TrackingStatus.RETURNED_TO_SENDER, *_BY_STATUS,
)  # fmt: skip


@service
def record_updates(*, carrier: str, updates: Sequence[TrackingUpdate]) -> int:
    """Write down updates of one account, each once however often it is told; how many were news.

    Raises LabelNotFound for a tracking number that is not ours.
    """
    count = 0
    for number in dict.fromkeys(update.tracking_number for update in updates):
        of_number = [update for update in updates if update.tracking_number == number]
        count += _record_number(carrier, number, of_number)
    return count


def _record_number(carrier: str, number: str, updates: Sequence[TrackingUpdate]) -> int:
    """Most news are of parcels: loose labels are asked for what is none."""
    labels = ShippingLabel.objects.filter(account__code=carrier, tracking_number=number)
    label_id = labels.values_list("pk", flat=True).first()
    if label_id is not None:
        return record_tracking(label_id=label_id, updates=updates)
    loose_id = loose_label_numbered(carrier, number)
    if loose_id is None:
        raise LabelNotFound(f"No parcel of ours has the number {number}.", tracking_number=number)
    return record_loose_tracking(label_id=loose_id, updates=updates)


@service
def record_asked(*, label_id: int) -> None:
    """The carrier was asked and told nothing of it: others are asked first now."""
    ShippingLabel.objects.filter(pk=label_id).update(tracked_at=timezone.now())


@service
def record_tracking(*, label_id: int, updates: Sequence[TrackingUpdate]) -> int:
    """Keep what is new of one parcel and draw the consequences, oldest first; how many were news.

    A parcel that no truck of ours has yet is trouble; its news are asked for again once it has left.
    """
    label = lock_label(label_id)
    known = set(label.tracking_events.values_list("source_event_id", flat=True))
    fresh = {update.source_event_id: update for update in updates if update.source_event_id not in known}
    news = sorted(fresh.values(), key=lambda update: (update.at, PROGRESS[update.status]))
    if news and label.parcel.state == ParcelState.MANIFESTED:
        # The carrier's word came before ours was written down: it has the parcel, so it left.
        label.parcel = record_departure(parcel_id=label.parcel_id)
    if news and label.parcel.state not in ON_THE_ROAD:
        open_exception(parcel_id=label.parcel_id, kind=ExceptionKind.NOT_HANDED_OVER, words=news[-1].description)
        return 0
    TrackingEvent.objects.bulk_create(event_of(label, update) for update in news)
    for update in news:
        apply_update(label, update)
    label.tracked_at = timezone.now()
    label.save(update_fields=["tracking_status", "tracking_at", "tracked_at", "expected_on"])
    if news:
        end_silence(label, now=label.tracked_at)
    return len(news)


def event_of(label: ShippingLabel, update: TrackingUpdate) -> TrackingEvent:
    return TrackingEvent(
        label=label, source_event_id=update.source_event_id, status=update.status, at=update.at,
        raw_status=update.raw_status[:64], description=update.description[:200], location=update.location[:120],
    )  # fmt: skip


def apply_update(label: ShippingLabel, update: TrackingUpdate) -> None:
    """Move the status, never backwards, and act where the carrier's word leaves no doubt."""
    if update.status == TrackingStatus.UNKNOWN:
        return
    if is_news(label, update):
        label.tracking_status, label.tracking_at = update.status, update.at
        if update.status == TrackingStatus.OUT_FOR_DELIVERY:
            publish(OutForDelivery(order_id=label.order_id, parcel_id=label.parcel_id), actor=SYSTEM)
    if update.expected_on is not None:
        label.expected_on = update.expected_on
    if update.status == TrackingStatus.DELIVERED:
        deliver(label, update)
    elif update.status in TROUBLE:
        open_exception(
            parcel_id=label.parcel_id, kind=kind_of(update), words=update.description, family=family_named(update)
        )


def is_news(label: ShippingLabel, update: TrackingUpdate) -> bool:
    """Later than what is shown; and what arrived or came back moves no more."""
    if label.tracking_status in FINAL_STATUSES:
        return False
    if label.tracking_at is None:
        return True
    shown = (label.tracking_at, PROGRESS[TrackingStatus(label.tracking_status)])
    return (update.at, PROGRESS[update.status]) >= shown


def kind_of(update: TrackingUpdate) -> ExceptionKind:
    if update.trouble is not None:
        return update.trouble
    if update.status == TrackingStatus.LOST:
        return ExceptionKind.LOST
    if update.status == TrackingStatus.RETURNED_TO_SENDER:
        return ExceptionKind.RETURNED_TO_SENDER
    return _KINDS.get(update.raw_status) or _BY_STATUS.get(update.status, ExceptionKind.OTHER)


def family_named(update: TrackingUpdate) -> str:
    """The family that the carrier's own word names; empty where it names none."""
    named = update.family or family_of_reason(update.raw_status)
    return str(named) if named else ""


def deliver(label: ShippingLabel, update: TrackingUpdate) -> None:
    """The customer has it: proof kept, parcel and order told, open trouble closed."""
    proof = keep_proof(label, update)
    if label.parcel.state == ParcelState.DELIVERED:
        follow_signature(label, proof)
        return
    mark_delivered(parcel_id=label.parcel_id, actor=SYSTEM, now=update.at)
    record_delivery(
        order_id=label.order_id, parcel_id=label.parcel_id, units=units_in(label.parcel_id), actor=SYSTEM,
        now=update.at,
    )  # fmt: skip
    close_all(parcel_id=label.parcel_id, reason="Delivered.", actor=SYSTEM)
    follow_signature(label, proof)
    made = Remedy.objects.filter(parcel_id=label.parcel_id, kind__in=MADE_GOOD).first()
    words = f"{made}: the customer has it twice." if made else ""
    if told := " ".join(filter(None, [words, claim_to_end(label.parcel_id)])):
        open_exception(parcel_id=label.parcel_id, kind=ExceptionKind.FOUND, words=told)
