"""What carriers tell of loose labels: every word kept once, the newest shown, and told to whoever sent for it."""

from collections.abc import Sequence

from django.utils import timezone

from core.actors import SYSTEM
from core.events import publish
from core.service import service
from shipping.carriers.contract import TrackingUpdate
from shipping.events import LooseLabelMoved
from shipping.locks import lock_loose_label
from shipping.models import LooseLabel, LooseTrackingEvent
from shipping.statuses import FINAL_STATUSES, PROGRESS, TrackingStatus


@service
def record_loose_tracking(*, label_id: int, updates: Sequence[TrackingUpdate]) -> int:
    """Keep what is new of one label and tell where its parcel is now; how many updates were news."""
    label = lock_loose_label(label_id)
    known = set(label.tracking_events.values_list("source_event_id", flat=True))
    fresh = {one.source_event_id: one for one in updates if one.source_event_id not in known}
    news = sorted(fresh.values(), key=lambda one: (one.at, PROGRESS[one.status]))
    LooseTrackingEvent.objects.bulk_create(
        LooseTrackingEvent(
            label=label, source_event_id=one.source_event_id, status=one.status, at=one.at,
            raw_status=one.raw_status[:64], description=one.description[:200], location=one.location[:120],
        )
        for one in news
    )  # fmt: skip
    before = label.tracking_status
    for one in news:
        _show(label, one)
    label.tracked_at = timezone.now()
    label.save(update_fields=["tracking_status", "tracking_at", "tracked_at", "expected_on"])
    if label.tracking_status != before:
        fact = LooseLabelMoved(order_id=label.order_id, label_id=label.pk, status=label.tracking_status)
        publish(fact, actor=SYSTEM)
    return len(news)


@service
def record_loose_asked(*, label_id: int) -> None:
    """The carrier was asked and told nothing: others are asked first now."""
    LooseLabel.objects.filter(pk=label_id).update(tracked_at=timezone.now())


def _show(label: LooseLabel, update: TrackingUpdate) -> None:
    if update.expected_on is not None:
        label.expected_on = update.expected_on
    if update.status == TrackingStatus.UNKNOWN or label.tracking_status in FINAL_STATUSES:
        return
    shown = label.tracking_at
    if shown is None or (update.at, PROGRESS[update.status]) >= (
        shown,
        PROGRESS[TrackingStatus(label.tracking_status)],
    ):
        label.tracking_status, label.tracking_at = update.status, update.at
