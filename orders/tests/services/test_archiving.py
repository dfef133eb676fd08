"""Old orders leave the lists and are still found; packed timelines read as before."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from core.actors import SYSTEM
from core.audit.registry import promises
from core.audit.runner import check
from core.errors import MoveRefused
from core.models import ArchiveMonth, Event, PackedTimeline
from core.selectors.packed import was_told
from core.selectors.timeline import last_seq, timeline
from orders.models import Order
from orders.services.archiving import archive_order, sweep_archive, unarchive_order
from orders.services.canceling import cancel_order
from orders.services.completing import complete_order, reopen_order
from orders.services.recording.road import record_delivery
from orders.tests.factories import delivered_order, placed_order
from orders.tests.services.test_finishing import paid
from orders.tests.test_tasks import age

pytestmark = pytest.mark.django_db


def completed(shop, **options) -> Order:
    order = paid(delivered_order(shop, **options))
    return complete_order(order_id=order.pk, actor=SYSTEM)


def shift_events(**by) -> None:
    """As if all that was told had been told so long ago."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE core_event SET at = at - %s", [timedelta(**by)])
        cursor.execute("SET LOCAL session_replication_role = origin")


def packed(shop, **options) -> Order:
    """An order whose timeline is packed."""
    order = completed(shop, **options)
    archive_order(order_id=order.pk, actor=SYSTEM)
    age(order, archived_at=timedelta(days=400))
    shift_events(days=400)
    sweep_archive(now=timezone.now())
    assert Order.objects.get(pk=order.pk).packed_away_at is not None
    return order


def broken() -> dict[str, int]:
    """The promises about events that do not hold; the whole books are audited in tests/promises."""
    about_events = [one for one in promises() if (one.number == 10 and "event" in one.name) or "archive" in one.name]
    assert len(about_events) == 5
    return {one.name: found for one in about_events if (found := check(one).violations)}


def test_orders_over_for_the_channels_days_are_archived_and_younger_ones_and_living_ones_stay(shop):
    old, young, living = completed(shop), completed(shop, parcel_id=2), placed_order(shop)
    canceled = placed_order(shop)
    cancel_order(order_id=canceled.pk, actor=SYSTEM, reason="No.")
    age(old, completed_at=timedelta(days=181))
    age(canceled, canceled_at=timedelta(days=181))
    age(young, completed_at=timedelta(days=179))

    assert sweep_archive(now=timezone.now()) == (2, 0)

    gone = Order.objects.filter(archived_at__isnull=False).values_list("pk", flat=True)
    assert set(gone) == {old.pk, canceled.pk}
    assert living.pk not in gone
    assert sweep_archive(now=timezone.now()) == (0, 0)


def test_what_was_taken_back_by_hand_is_not_archived_again_the_same_night(shop):
    order = completed(shop)
    age(order, completed_at=timedelta(days=181))
    sweep_archive(now=timezone.now())
    unarchive_order(order_id=order.pk, actor=SYSTEM)

    assert sweep_archive(now=timezone.now()) == (0, 0)
    assert Order.objects.get(pk=order.pk).archived_at is None


def test_an_order_that_is_not_over_is_not_archived(shop):
    with pytest.raises(MoveRefused, match="not over"):
        archive_order(order_id=placed_order(shop).pk, actor=SYSTEM)


def test_a_reopened_order_is_in_the_lists_again(shop):
    order = completed(shop)
    archive_order(order_id=order.pk, actor=SYSTEM)

    reopened = reopen_order(order_id=order.pk, actor=SYSTEM, reason="Look again.")

    assert reopened.archived_at is None


def test_a_packed_timeline_reads_as_before_and_the_books_still_close(shop):
    order = completed(shop)
    reopen_order(order_id=order.pk, actor=SYSTEM, reason="Rang twice.")
    complete_order(order_id=order.pk, actor=SYSTEM)
    archive_order(order_id=order.pk, actor=SYSTEM)
    age(order, archived_at=timedelta(days=400))
    shift_events(days=400)
    before, seq = timeline(order_id=order.pk), last_seq(order_id=order.pk)
    assert any(entry.why for entry in before)

    assert sweep_archive(now=timezone.now()) == (0, 1)

    assert not Event.objects.filter(order_id=order.pk).exists()
    assert timeline(order_id=order.pk) == before
    assert timeline(order_id=order.pk, after=3, limit=2) == [one for one in before if one.seq > 3][:2]
    assert last_seq(order_id=order.pk) == seq
    month = ArchiveMonth.objects.get()
    assert (month.orders, month.events) == (1, seq)
    assert broken() == {}


def test_what_happens_after_packing_goes_on_counting_and_is_packed_beside_it_later(shop):
    order = packed(shop)
    seq = last_seq(order_id=order.pk)

    reopen_order(order_id=order.pk, actor=SYSTEM, reason="After a year.")

    assert [entry.seq for entry in timeline(order_id=order.pk)] == list(range(seq + 1, 0, -1))
    complete_order(order_id=order.pk, actor=SYSTEM)
    archive_order(order_id=order.pk, actor=SYSTEM)
    shift_events(days=400)
    age(order, archived_at=timedelta(days=400))
    sweep_archive(now=timezone.now())
    assert PackedTimeline.objects.get().count == seq + 3
    assert ArchiveMonth.objects.get().orders == 1
    assert broken() == {}


def test_a_carrier_that_repeats_itself_after_a_year_delivers_nothing_twice(shop):
    order = packed(shop)
    line = order.lines.get()
    assert was_told(order.pk, "orders.delivered", parcel_id=1)

    record_delivery(order_id=order.pk, parcel_id=1, units={line.pk: line.shipped}, actor=SYSTEM)

    line.refresh_from_db()
    assert line.delivered == line.shipped


def test_an_order_with_recent_news_is_not_packed(shop):
    order = completed(shop)
    archive_order(order_id=order.pk, actor=SYSTEM)
    age(order, archived_at=timedelta(days=400))

    assert sweep_archive(now=timezone.now()) == (0, 0)
    assert Event.objects.filter(order_id=order.pk).exists()


@pytest.mark.parametrize("change", ["UPDATE core_packedtimeline SET events = '[]'", "DELETE FROM core_packedtimeline"])
def test_what_was_packed_stays_as_it_was_told(shop, change):
    packed(shop)

    with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
        connection.cursor().execute(change)


def test_a_chunk_that_dies_leaves_every_event_where_it_was(shop):
    order = completed(shop)
    archive_order(order_id=order.pk, actor=SYSTEM)
    age(order, archived_at=timedelta(days=400))
    shift_events(days=400)
    told = Event.objects.count()
    with transaction.atomic():
        assert sweep_archive(now=timezone.now()) == (0, 1)
        transaction.set_rollback(True)

    assert (Event.objects.count(), PackedTimeline.objects.count(), ArchiveMonth.objects.count()) == (told, 0, 0)
    assert sweep_archive(now=timezone.now()) == (0, 1)
