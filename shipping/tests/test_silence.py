"""Parcels nobody scans any more: told once, before the claim ends, and over when a scan comes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from core.actors import SYSTEM
from core.models import Event
from fulfillment.models import Parcel
from shipping.carriers.contract import TrackingUpdate
from shipping.models import DeliveryException, ServicePatience, ShippingLabel, TrackingEvent
from shipping.selectors.silence import silent_labels
from shipping.services.exceptions import resolve_exception
from shipping.services.tracking import record_tracking
from shipping.statuses import TrackingStatus
from shipping.tasks import sweep_silence
from shipping.tests.factories import handed_over

pytestmark = pytest.mark.django_db


def shipped_before(label: ShippingLabel, days: float) -> ShippingLabel:
    Parcel.objects.filter(pk=label.parcel_id).update(shipped_at=timezone.now() - timedelta(days=days))
    return label


def scan(label: ShippingLabel, at: datetime, status: TrackingStatus = TrackingStatus.IN_TRANSIT) -> None:
    update = TrackingUpdate(
        source_event_id=f"{status}{at.isoformat()}", tracking_number=label.tracking_number, status=status,
        raw_status=str(status), at=at,
    )  # fmt: skip
    record_tracking(label_id=label.pk, updates=[update])


def days_ago(days: float) -> datetime:
    return datetime.now(tz=UTC) - timedelta(days=days)


def test_a_parcel_without_a_scan_for_five_days_is_told_once_with_its_clocks(shop, carrier):
    label = shipped_before(handed_over(shop), 6)
    sweep_silence()
    sweep_silence()

    trouble = DeliveryException.objects.get()
    parcel = Parcel.objects.get(pk=label.parcel_id)
    assert (trouble.kind, trouble.family) == ("silent", "carrier")
    assert trouble.words.startswith("No scan since ")
    assert trouble.claim_until == parcel.shipped_at + timedelta(days=30)
    assert timedelta(hours=23) < trouble.due_at - timezone.now() <= timedelta(hours=24)
    assert Event.objects.filter(order_id=label.order_id, name="shipping.exception_opened").count() == 1


@pytest.mark.parametrize("days", [0, 4.9])
def test_a_parcel_scanned_within_its_services_days_is_not_told(shop, carrier, days):
    label = shipped_before(handed_over(shop), 6)
    TrackingEvent.objects.create(label=label, source_event_id="x", status="unknown", raw_status="?", at=days_ago(days))
    sweep_silence()

    assert not DeliveryException.objects.exists()


def test_a_scan_ends_the_silence_by_itself(shop, carrier):
    label = shipped_before(handed_over(shop), 6)
    sweep_silence()
    scan(label, days_ago(0))

    trouble = DeliveryException.objects.get()
    assert (trouble.resolution, trouble.resolved_by) == ("A scan came.", "system")


def test_a_scan_that_was_only_told_late_does_not_end_it(shop, carrier):
    label = shipped_before(handed_over(shop), 9)
    sweep_silence()
    scan(label, days_ago(6))
    sweep_silence()

    assert DeliveryException.objects.get().resolved_at is None


def test_what_a_person_decided_is_not_asked_again_until_it_falls_silent_anew(shop, carrier):
    label = shipped_before(handed_over(shop), 9)
    sweep_silence()
    resolve_exception(deliveryexception_id=DeliveryException.objects.get().pk, reason="Trace asked for", actor=SYSTEM)
    sweep_silence()
    assert DeliveryException.objects.count() == 1

    scan(label, days_ago(0))
    later = timezone.now() + timedelta(days=6)
    assert [one.pk for one in silent_labels(now=later)] == [label.pk]


def test_the_rule_that_says_most_holds(shop, carrier):
    label = shipped_before(handed_over(shop), 6)
    ServicePatience.objects.create(silent_days=20, claim_days=60)
    assert not silent_labels(now=timezone.now()).exists()

    ServicePatience.objects.create(service="standard", silent_days=3, claim_days=40)
    assert silent_labels(now=timezone.now()).get().claim_until.date() == days_ago(6 - 40).date()

    ServicePatience.objects.create(account=label.account, service="standard", silent_days=8, claim_days=40)
    assert not silent_labels(now=timezone.now()).exists()


def test_it_is_told_before_the_claim_ends_however_patient_the_rule(shop, carrier):
    shipped_before(handed_over(shop), 27.5)
    ServicePatience.objects.create(silent_days=29, claim_days=30)

    assert silent_labels(now=timezone.now()).count() == 1


def test_what_waits_at_a_counter_has_ten_days(shop, carrier):
    label = shipped_before(handed_over(shop), 12)
    scan(label, days_ago(8), TrackingStatus.AVAILABLE_FOR_PICKUP)

    assert not silent_labels(now=timezone.now()).exists()
    assert silent_labels(now=timezone.now() + timedelta(days=3)).count() == 1


def test_an_express_parcel_is_silent_after_two_days(shop, carrier):
    label = shipped_before(handed_over(shop), 2.5)
    ShippingLabel.objects.filter(pk=label.pk).update(service="express")

    assert silent_labels(now=timezone.now()).count() == 1


def test_a_rule_that_waits_longer_than_the_claim_is_refused(db):
    with pytest.raises(IntegrityError):
        ServicePatience.objects.create(silent_days=30, claim_days=30)


def test_the_sweep_looks_with_two_queries(shop, carrier, django_assert_num_queries):
    handed_over(shop)

    with django_assert_num_queries(2):
        sweep_silence()
