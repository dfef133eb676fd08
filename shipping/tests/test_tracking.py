from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.effects import drain
from core.errors import NotPermitted
from core.models import Effect, Event
from fulfillment.statuses import ParcelState
from orders.models import Order
from shipping.models import CarrierEvent, DeliveryException, ProofOfDelivery, ShippingLabel, TrackingEvent
from shipping.services.claims import file_claim, record_claim_paid
from shipping.services.exceptions import declare_lost, declare_returned, resolve_exception
from shipping.services.manifests import close_manifest, scan_parcel
from shipping.tasks import sweep_tracking
from shipping.tests.factories import handed_over, labeled_parcel, open_truck, parcel_of, reread

pytestmark = pytest.mark.django_db
ADDRESS = "/webhooks/shipping/simcarrier/"


@pytest.fixture
def tell(client, carrier):
    """Send webhooks of a parcel's events as the carrier would."""

    def send(events: list[dict]) -> None:
        for event in events:
            answer = client.post(ADDRESS, **carrier.signed(event, event_id=f"evt_{uuid4().hex}"))
            assert answer.status_code == 200
        drain()

    return send


def travel(carrier, label: ShippingLabel, steps: int | str = "delivered") -> list[dict]:
    carrier.advance(label.tracking_number, steps)
    return carrier.events(label.tracking_number)


def test_a_delivered_parcel_is_delivered_for_the_floor_and_the_order_with_its_signature(shop, carrier, tell):
    label = handed_over(shop, {0: 2}, requires_signature=True)
    tell(travel(carrier, label))

    order, proof = Order.objects.get(pk=label.order_id), ProofOfDelivery.objects.get()
    assert parcel_of(label).state == ParcelState.DELIVERED
    assert order.lines.get().delivered == 2
    assert order.fulfillment_status == "delivered"
    assert proof.signed_by == "Ada Lovelace"
    assert bytes(proof.signature_png).startswith(b"\x89PNG")
    assert reread(label).tracking_status == "delivered"
    assert [event.status for event in TrackingEvent.objects.all()] == [
        "picked_up", "in_transit", "out_for_delivery", "delivered",
    ]  # fmt: skip


def test_news_in_any_order_and_several_times_end_the_same(shop, carrier, tell):
    label = handed_over(shop)
    events = travel(carrier, label)
    tell([events[3], events[1], events[0], events[3], events[2], events[1]])

    assert reread(label).tracking_status == "delivered"
    assert TrackingEvent.objects.count() == 4
    assert Event.objects.filter(order_id=label.order_id, name="orders.delivered").count() == 1


def test_an_older_word_never_moves_the_status_back(shop, carrier, tell):
    label = handed_over(shop)
    events = travel(carrier, label, 3)
    tell([events[2], events[0], events[1]])

    assert reread(label).tracking_status == "out_for_delivery"
    assert TrackingEvent.objects.count() == 3


def test_a_word_nobody_taught_us_is_kept_raw_and_moves_nothing(shop, carrier, tell):
    label = handed_over(shop)
    (event,) = travel(carrier, label, 1)
    tell([event, {**event, "sequence": 2, "status": "teleported", "code": "teleported"}])

    assert reread(label).tracking_status == "picked_up"
    assert TrackingEvent.objects.get(status="unknown").raw_status == "teleported"


def test_the_same_webhook_twice_is_one_row_and_one_effect(shop, carrier, client):
    label = handed_over(shop)
    (event,) = travel(carrier, label, 1)
    first = client.post(ADDRESS, **carrier.signed(event, event_id="evt_same"))
    second = client.post(ADDRESS, **carrier.signed(event, event_id="evt_same"))

    assert (first.json()["new"], second.json()["new"]) == (True, False)
    assert CarrierEvent.objects.count() == 1
    assert Effect.objects.filter(task="shipping.tasks.apply_carrier_event").count() == 1


@pytest.mark.parametrize("forgery", [{"secret": "guessed"}, {"at": 0.0}])
def test_a_forged_or_old_webhook_is_refused_and_not_kept(shop, carrier, client, forgery):
    label = handed_over(shop)
    (event,) = travel(carrier, label, 1)

    assert client.post(ADDRESS, **carrier.signed(event, **forgery)).status_code == 400
    assert client.post(ADDRESS, data=b"{}", content_type="application/json").status_code == 400
    assert CarrierEvent.objects.count() == 0


def test_a_body_that_was_changed_after_signing_is_refused(carrier, client, db):
    signed = carrier.signed({"tracking_number": "SC1"})

    assert client.post(ADDRESS, **{**signed, "data": signed["data"] + b" "}).status_code == 400


def test_a_carrier_nobody_knows_has_no_door(client, db):
    assert client.post("/webhooks/shipping/nobody/", data=b"{}", content_type="application/json").status_code == 404


def test_a_number_that_is_not_ours_is_parked_with_the_reason(carrier, client, db):
    event = {"tracking_number": "SC9", "status": "delivered", "sequence": 1, "at": "2031-01-01T00:00:00Z"}
    client.post(ADDRESS, **carrier.signed(event))
    drain()

    kept = CarrierEvent.objects.get()
    assert kept.applied_at is None
    assert kept.parked_reason == "No parcel of ours has the number SC9."
    assert Effect.objects.get().state == "done"


def test_polling_finds_what_no_webhook_told(shop, carrier):
    label = handed_over(shop)
    travel(carrier, label)
    ShippingLabel.objects.update(tracked_at=timezone.now() - timedelta(hours=5))
    sweep_tracking()
    sweep_tracking()
    assert Effect.objects.filter(task="shipping.tasks.poll_tracking").count() == 1
    drain()

    assert parcel_of(label).state == ParcelState.DELIVERED
    assert TrackingEvent.objects.count() == 4


def test_polling_and_webhooks_tell_of_the_same_event_once(shop, carrier, tell):
    label = handed_over(shop)
    tell(travel(carrier, label, 2))
    ShippingLabel.objects.update(tracked_at=timezone.now() - timedelta(hours=5))
    sweep_tracking()
    drain()

    assert TrackingEvent.objects.count() == 2


def test_a_parcel_of_which_we_heard_lately_is_not_asked_about(shop, carrier):
    handed_over(shop)
    sweep_tracking()

    assert not Effect.objects.filter(task="shipping.tasks.poll_tracking").exists()


def test_the_carriers_word_may_come_before_ours_is_written_down(shop, carrier, tell):
    label, truck = labeled_parcel(shop), open_truck(shop)
    scan_parcel(manifest_id=truck.pk, code=label.tracking_number, actor=SYSTEM)
    close_manifest(manifest_id=truck.pk, actor=SYSTEM)
    drain(["labels"])
    assert parcel_of(label).state == ParcelState.MANIFESTED

    tell(travel(carrier, label))

    order = Order.objects.get(pk=label.order_id)
    assert parcel_of(label).state == ParcelState.DELIVERED
    assert (order.lines.get().shipped, order.lines.get().delivered) == (1, 1)
    assert Event.objects.filter(order_id=order.pk, name="orders.dispatched").count() == 1


def test_a_parcel_that_moves_without_a_hand_over_is_trouble_and_told_again_after_it(shop, carrier, tell):
    label = labeled_parcel(shop)
    carrier.client.post("/v1/handovers", json={"tracking_numbers": [label.tracking_number], "manifest": "?"})
    tell(travel(carrier, label, 1))
    assert DeliveryException.objects.get().kind == "not_handed_over"
    assert parcel_of(label).state == ParcelState.LABELED
    assert TrackingEvent.objects.count() == 0


def test_trouble_on_the_way_is_opened_once_and_closed_by_delivery(shop, carrier, tell):
    label = handed_over(shop)
    carrier.trouble(label.tracking_number, "weather_delay")
    events = travel(carrier, label)
    tell(events[:3])
    trouble = DeliveryException.objects.get()
    assert (trouble.kind, trouble.resolved_at) == ("delayed", None)

    tell(events[3:])

    trouble.refresh_from_db()
    assert trouble.resolution == "Delivered."
    assert parcel_of(label).state == ParcelState.DELIVERED


def test_a_lost_parcel_waits_for_a_person_who_gives_it_up(shop, carrier, tell):
    label = handed_over(shop, {0: 2})
    carrier.trouble(label.tracking_number, "lost")
    tell(travel(carrier, label))
    trouble = DeliveryException.objects.get()
    assert trouble.kind == "lost"
    assert parcel_of(label).state == ParcelState.SHIPPED

    with pytest.raises(NotPermitted):
        declare_lost(deliveryexception_id=trouble.pk, reason="x", actor=Actor(kind="user", reference="1"))
    declare_lost(deliveryexception_id=trouble.pk, reason="The carrier searched for a week", actor=SYSTEM)

    assert parcel_of(label).state == ParcelState.LOST
    assert Order.objects.get(pk=label.order_id).lines.get().lost == 2
    trouble.refresh_from_db()
    assert trouble.resolved_at is not None


def test_a_parcel_that_was_given_up_may_still_arrive(shop, carrier, tell):
    label = handed_over(shop)
    carrier.trouble(label.tracking_number, "lost")
    events = travel(carrier, label)
    tell(events)
    declare_lost(deliveryexception_id=DeliveryException.objects.get().pk, reason="gone", actor=SYSTEM)
    late = {**events[-1], "sequence": 9, "status": "delivered", "code": "delivered", "at": "2099-01-01T00:00:00+00:00"}

    tell([late])

    line = Order.objects.get(pk=label.order_id).lines.get()
    assert (line.lost, line.delivered) == (0, 1)
    assert parcel_of(label).state == ParcelState.DELIVERED


def test_a_parcel_that_was_given_up_may_still_come_back_and_the_claim_is_a_task(shop, carrier, tell):
    label = handed_over(shop)
    carrier.trouble(label.tracking_number, "lost")
    events = travel(carrier, label)
    tell(events)
    lost = DeliveryException.objects.get()
    declare_lost(deliveryexception_id=lost.pk, reason="gone", actor=SYSTEM)
    file_claim(deliveryexception_id=lost.pk, amount=Decimal(5), reference="C-7", actor=SYSTEM)
    back = {"status": "returned_to_sender", "code": "returned_to_sender", "at": "2099-01-01T00:00:00+00:00"}
    tell([{**events[-1], "sequence": 9, **back}])
    (told,) = DeliveryException.objects.filter(resolved_at=None)

    declare_returned(deliveryexception_id=told.pk, reason="At the dock", actor=SYSTEM)
    declare_returned(deliveryexception_id=told.pk, reason="At the dock", actor=SYSTEM)

    line = Order.objects.get(pk=label.order_id).lines.get()
    (task,) = DeliveryException.objects.filter(resolved_at=None)
    assert (told.kind, parcel_of(label).state, line.lost) == ("returned_to_sender", "returned_to_sender", 0)
    assert (task.kind, "C-7" in task.words, "withdraw" in task.words) == ("found", True, True)
    assert Event.objects.filter(order_id=label.order_id, name="orders.found").count() == 1


def test_a_claim_is_a_task_too_when_the_parcel_arrives_after_all(shop, carrier, tell):
    label = handed_over(shop)
    carrier.trouble(label.tracking_number, "lost")
    events = travel(carrier, label)
    tell(events)
    lost = DeliveryException.objects.get()
    claim = file_claim(deliveryexception_id=lost.pk, amount=Decimal(5), actor=SYSTEM)
    record_claim_paid(carrierclaim_id=claim.pk, amount=Decimal(4), actor=SYSTEM)

    tell([{**events[-1], "sequence": 9, "status": "delivered", "code": "delivered", "at": "2099-01-01T00:00:00+00:00"}])

    (task,) = DeliveryException.objects.filter(resolved_at=None)
    assert (task.kind, "The carrier paid 4" in task.words) == ("found", True)


def test_a_parcel_that_comes_back_is_recorded_by_a_person(shop, carrier, tell):
    label = handed_over(shop)
    carrier.trouble(label.tracking_number, "returned_to_sender")
    tell(travel(carrier, label))
    kinds = {trouble.kind: trouble for trouble in DeliveryException.objects.all()}
    assert kinds.keys() == {"refused", "returned_to_sender"}

    declare_returned(deliveryexception_id=kinds["returned_to_sender"].pk, reason="Is back", actor=SYSTEM)
    resolve_exception(deliveryexception_id=kinds["refused"].pk, reason="Came back", actor=SYSTEM)

    assert parcel_of(label).state == ParcelState.RETURNED_TO_SENDER
    assert not DeliveryException.objects.filter(resolved_at=None).exists()
