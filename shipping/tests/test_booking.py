"""Trucks asked for: one for each warehouse, carrier and day, booked once whatever the wire does."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.services.roles import sync_roles
from core import faults
from core.actors import SYSTEM
from core.effects import drain
from core.errors import InvalidInput, OutcomeUnknown, Unavailable
from fulfillment.tests.factories import member
from shipping.carriers.contract import CarrierRefused
from shipping.errors import BookingRefused
from shipping.models import CarrierAccount, PickupBooking
from shipping.services.booking import (
    request_pickup,
    request_pickup_cancel,
    settle_pickup_as_booked,
    settle_pickup_as_not_booked,
)
from shipping.tests.factories import drain_again

pytestmark = pytest.mark.django_db
TOMORROW = datetime.now(tz=UTC).date() + timedelta(days=1)


def asked(shop, **options) -> PickupBooking:
    wanted = {"day": TOMORROW, "ready_at": time(14), "close_at": time(17), "actor": SYSTEM, **options}
    account = CarrierAccount.objects.get(code="simcarrier")
    return request_pickup(warehouse_id=shop.warehouses[0].pk, account_id=account.pk, **wanted)


def reread(booking: PickupBooking) -> PickupBooking:
    return PickupBooking.objects.get(pk=booking.pk)


@pytest.fixture
def answering(monkeypatch):
    """A carrier that cannot be asked by key: it does what the list says, one call after the other."""
    calls: list[str] = []

    class Deaf:
        books_once = False
        answers: list = []

        def book_pickup(self, wish, *, key):
            calls.append(key)
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

    Deaf.calls = calls
    monkeypatch.setattr("shipping.booking_calls.carrier_of", lambda account: Deaf())
    return Deaf


def test_a_truck_is_booked_once_and_called_off_once(shop, carrier):
    booking = asked(shop)
    assert asked(shop).pk == booking.pk
    drain()
    assert (reread(booking).state, len(carrier.truth("book_pickup"))) == ("booked", 1)

    request_pickup_cancel(pickupbooking_id=booking.pk, actor=SYSTEM)
    request_pickup_cancel(pickupbooking_id=booking.pk, actor=SYSTEM)
    drain()
    assert (reread(booking).state, len(carrier.truth("cancel_pickup"))) == ("canceled", 1)
    assert asked(shop).pk != booking.pk


def test_an_answer_that_is_lost_books_one_truck(shop, carrier):
    carrier.fault("book_pickup", "error_after")
    booking = asked(shop)
    drain()
    drain_again()

    assert (reread(booking).state, len(carrier.truth("book_pickup"))) == ("booked", 1)


def test_the_same_day_with_another_window_is_refused(shop, carrier):
    asked(shop)

    with pytest.raises(BookingRefused, match="between 14:00 and 17:00"):
        asked(shop, close_at=time(18))


@pytest.mark.parametrize(
    "wrong",
    [{"close_at": time(13)}, {"day": TOMORROW - timedelta(days=2)}, {"day": TOMORROW + timedelta(days=20)}],
)
def test_a_window_that_cannot_be_is_refused(shop, wrong):
    with pytest.raises(InvalidInput):
        asked(shop, **wrong)
    assert not PickupBooking.objects.exists()


def test_a_second_living_booking_of_a_day_cannot_be_written(shop):
    """The control of the wall: without the service the database refuses."""
    booking = asked(shop)
    with pytest.raises(IntegrityError), transaction.atomic():
        PickupBooking.objects.create(
            warehouse=booking.warehouse, account=booking.account, day=booking.day, ready_at=time(8), close_at=time(9),
            request_key="5f7a1c1e-0000-4000-8000-000000000001",
        )  # fmt: skip


def test_what_nobody_answered_for_is_not_booked_again_and_waits_for_a_person(shop, answering):
    answering.answers = [OutcomeUnknown("No answer")]
    booking = asked(shop)
    drain()
    drain_again()
    assert (reread(booking).state, len(answering.calls)) == ("unknown", 1)
    assert asked(shop).pk == booking.pk

    settle_pickup_as_booked(pickupbooking_id=booking.pk, confirmation="PRN-1", actor=SYSTEM)
    assert (reread(booking).state, reread(booking).confirmation) == ("booked", "PRN-1")
    with pytest.raises(BookingRefused, match="nothing to settle"):
        settle_pickup_as_not_booked(pickupbooking_id=booking.pk, reason="x", actor=SYSTEM)


def test_a_worker_that_dies_after_the_call_asks_no_second_time(shop, answering):
    answering.answers = ["PRN-1", "PRN-2"]
    booking = asked(shop)
    faults.arm("pickup.after_call", lambda: (_ for _ in ()).throw(Unavailable("died")))
    drain()
    faults.disarm()
    drain_again()

    assert (reread(booking).state, len(answering.calls)) == ("unknown", 1)


def test_a_carrier_that_says_no_leaves_the_day_free(shop, answering):
    answering.answers = [CarrierRefused("We do not come on Sundays."), "PRN-2"]
    booking = asked(shop)
    drain()
    assert (reread(booking).state, reread(booking).error) == ("failed", "We do not come on Sundays.")

    again = asked(shop)
    drain()
    assert (again.pk != booking.pk, reread(again).state) == (True, "booked")


def test_the_floor_books_and_cancels_from_the_hand_over_page(shop, carrier, client):
    sync_roles()
    user = member(shop)
    user.groups.add(Group.objects.get(name="Warehouse"))
    client.force_login(user)
    account = CarrierAccount.objects.get()
    client.post(
        reverse("shipping:book_pickup", args=["w1"]),
        {"account": account.pk, "day": TOMORROW.isoformat(), "ready_at": "14:00", "close_at": "17:00"},
    )
    drain()
    page = client.get(reverse("shipping:handover", args=["w1"])).content.decode()
    assert "Booked" in page
    assert "14:00–17:00" in page

    booking = PickupBooking.objects.get()
    client.post(reverse("shipping:cancel_pickup", args=["w1", booking.pk]))
    assert client.post(reverse("shipping:cancel_pickup", args=["w2", booking.pk])).status_code in {403, 404}
    drain()
    assert reread(booking).canceled_at <= timezone.now()
