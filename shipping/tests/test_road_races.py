"""A scan against the sweep of silence, goods against money, two who book one truck: on two connections."""

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import MoveRefused
from fulfillment.models import Parcel
from fulfillment.tests.factories import put_on_shelves
from orders.models import Order
from orders.tests.factories import open_shop
from shipping.carriers.contract import TrackingUpdate
from shipping.models import CarrierAccount, DeliveryException, PickupBooking, Remedy, ShippingLabel
from shipping.services import remedies, silence
from shipping.services.booking import request_pickup
from shipping.services.exceptions import declare_lost, open_exception
from shipping.services.remedies import refund_parcel, reship_parcel
from shipping.services.silence import raise_silence
from shipping.services.tracking import record_tracking
from shipping.statuses import TrackingStatus
from shipping.tests.factories import handed_over
from shipping.tests.test_races import at_once
from tests.races.crowd import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop():
    shop = open_shop()
    put_on_shelves(shop)
    return shop


def silent(shop) -> ShippingLabel:
    label = handed_over(shop)
    Parcel.objects.filter(pk=label.parcel_id).update(shipped_at=timezone.now() - timedelta(days=6))
    return label


def scan(label: ShippingLabel) -> None:
    update = TrackingUpdate(
        source_event_id="e1", tracking_number=label.tracking_number, status=TrackingStatus.IN_TRANSIT,
        raw_status="in_transit", at=datetime.now(tz=UTC),
    )  # fmt: skip
    record_tracking(label_id=label.pk, updates=[update])


def sweep_while_scanned(label: ShippingLabel, monkeypatch) -> None:
    """The sweep has found the parcel silent; the scan is written before the sweep opens its trouble."""
    found, scanned = threading.Event(), threading.Event()
    real = silence.lock_label

    def lock_late(label_id: int) -> ShippingLabel:
        found.set()
        assert scanned.wait(PATIENCE_SECONDS)
        return real(label_id)

    monkeypatch.setattr(silence, "lock_label", lock_late)

    def write_scan() -> None:
        assert found.wait(PATIENCE_SECONDS)
        scan(label)
        scanned.set()

    at_once(lambda: raise_silence(label_id=label.pk, now=timezone.now()), write_scan)


def test_a_scan_that_comes_while_the_sweep_looks_leaves_no_silence(shop, carrier, monkeypatch):
    sweep_while_scanned(silent(shop), monkeypatch)

    assert not DeliveryException.objects.exists()


def test_without_the_look_under_the_lock_a_scanned_parcel_is_told_silent(shop, carrier, monkeypatch):
    """The negative control: what the sweep saw before the lock is believed."""
    label = silent(shop)
    before = list(silence.silent_labels(now=timezone.now()).values_list("last_scan_at", flat=True))

    class Believed:
        def filter(self, **_):
            return self

        def values_list(self, *_, **__):
            return self

        def first(self):
            return before[0]

    monkeypatch.setattr(silence, "silent_labels", lambda *, now: Believed())
    sweep_while_scanned(label, monkeypatch)

    assert DeliveryException.objects.get().resolved_at is None


def lost(shop) -> DeliveryException:
    label = handed_over(shop)
    trouble = open_exception(parcel_id=label.parcel_id, kind="lost")
    declare_lost(deliveryexception_id=trouble.pk, reason="gone", actor=SYSTEM)
    return trouble


def goods_and_money(trouble: DeliveryException) -> list:
    return at_once(
        lambda: reship_parcel(deliveryexception_id=trouble.pk, reason="x", actor=SYSTEM),
        lambda: refund_parcel(deliveryexception_id=trouble.pk, reason="x", actor=SYSTEM),
    )


@pytest.fixture
def granted(monkeypatch):
    """Money is there: what is granted is counted."""
    count: list[int] = []

    class Granted:
        number = "R-1"

    monkeypatch.setattr(remedies, "grant_parts", lambda **_: count.append(1) or Granted())
    return count


def test_goods_and_money_at_once_is_one_of_them(shop, carrier, granted):
    trouble = lost(shop)
    results = goods_and_money(trouble)

    assert Remedy.objects.count() == 1
    assert sum(isinstance(one, MoveRefused) for one in results) == 1
    assert Order.objects.count() - 1 + len(granted) == 1


def test_without_the_orders_lock_only_the_wall_stops_the_second(shop, carrier, granted, monkeypatch):
    """The negative control: both look before one of them writes, and the constraint refuses the other."""
    trouble = lost(shop)
    real, both_have_looked = remedies.remedy_blockers, threading.Barrier(2)

    def look_together(parcel):
        found = list(real(parcel))
        both_have_looked.wait(PATIENCE_SECONDS)
        yield from found

    monkeypatch.setattr(remedies, "lock_order", lambda order_id: Order.objects.get(pk=order_id))
    monkeypatch.setattr(remedies, "lock_lines", lambda order: {line.pk: line for line in order.lines.all()})
    monkeypatch.setattr(remedies, "remedy_blockers", look_together)
    results = goods_and_money(trouble)

    assert any(isinstance(one, IntegrityError) for one in results)
    assert Remedy.objects.count() == 1


def test_two_who_book_the_same_truck_get_the_same_one(shop):
    account, day = CarrierAccount.objects.get(), datetime.now(tz=UTC).date() + timedelta(days=1)

    def book():
        return request_pickup(
            warehouse_id=shop.warehouses[0].pk, account_id=account.pk, day=day, ready_at=time(14),
            close_at=time(17), actor=SYSTEM,
        )  # fmt: skip

    results = at_once(book, book, book)

    assert len({booking.pk for booking in results}) == 1
    assert PickupBooking.objects.count() == 1


def test_reship_by_two_people_at_once_is_one_order(shop, carrier):
    trouble = lost(shop)
    reship = lambda: reship_parcel(deliveryexception_id=trouble.pk, reason="x", actor=SYSTEM)  # noqa: E731

    results = at_once(reship, reship, reship)

    assert len({order.pk for order in results}) == 1
    assert Order.objects.count() == 2
