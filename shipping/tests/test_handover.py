import pytest
from django.utils import timezone

from core import faults
from core.actors import SYSTEM, Actor
from core.effects import drain
from core.errors import MoveRefused, NotPermitted, Unavailable
from core.models import Alert, Effect, Event
from fulfillment.statuses import ParcelState, WorkState
from orders.models import Order
from orders.services.holding import hold_order, release_hold
from shipping.errors import ParcelNotReady, UnknownParcelCode, WrongManifest
from shipping.models import CarrierAccount, DeliveryException, Manifest, ManifestParcel
from shipping.services.accepting import send_manifest_again, settle_manifest_accepted
from shipping.services.credentials import keep_credentials
from shipping.services.manifests import close_manifest, scan_parcel, take_off
from shipping.services.voiding import request_void
from shipping.tasks import hand_over_manifest
from shipping.tests.carriers.parcels import let_in, secrets_of
from shipping.tests.carriers.standin import Running
from shipping.tests.factories import drain_again, handed_over, labeled_parcel, open_truck, parcel_of, reread

pytestmark = pytest.mark.django_db


def scan(truck: Manifest, code: str):
    return scan_parcel(manifest_id=truck.pk, code=code, actor=SYSTEM)


def test_a_closed_truck_ships_its_parcels_tells_the_order_and_the_carrier(shop, carrier):
    label = handed_over(shop, {0: 2, 1: 1})

    order = Order.objects.get(pk=label.order_id)
    assert parcel_of(label).state == ParcelState.SHIPPED
    assert sorted(order.lines.values_list("shipped", flat=True)) == [1, 2]
    assert shop.level(0).on_hand == 8
    assert label.parcel.fulfillment_order.state == WorkState.SHIPPED
    assert order.fulfillment_status == "shipped"
    (told,) = carrier.truth("handover")
    assert told["tracking_number"] == label.tracking_number
    assert Manifest.objects.get().accepted_at is not None
    assert Event.objects.filter(order_id=order.pk, name="orders.dispatched").count() == 1


def test_a_parcel_is_scanned_by_its_own_number_too_and_twice_is_once(shop, carrier):
    label, truck = labeled_parcel(shop), open_truck(shop)
    first = scan(truck, label.parcel.number.lower())
    second = scan(truck, f" {label.tracking_number} ")

    assert first == second
    assert ManifestParcel.objects.count() == 1
    assert parcel_of(label).state == ParcelState.MANIFESTED


def test_there_is_one_open_truck_per_carrier_and_warehouse(shop, carrier):
    assert open_truck(shop) == open_truck(shop)
    assert open_truck(shop) != open_truck(shop, warehouse=1)


def test_an_unknown_code_is_refused(shop, carrier):
    with pytest.raises(UnknownParcelCode):
        scan(open_truck(shop), "SC0000000000000")
    with pytest.raises(UnknownParcelCode):
        scan(open_truck(shop), "  ")


def test_a_parcel_of_another_warehouse_is_refused(shop, carrier):
    label = labeled_parcel(shop)

    with pytest.raises(WrongManifest, match="another warehouse"):
        scan(open_truck(shop, warehouse=1), label.tracking_number)
    assert parcel_of(label).state == ParcelState.LABELED


def test_a_parcel_whose_label_is_being_taken_back_is_refused(shop, carrier):
    label, truck = labeled_parcel(shop), open_truck(shop)
    request_void(shippinglabel_id=label.pk, actor=SYSTEM)

    with pytest.raises(ParcelNotReady):
        scan(truck, label.tracking_number)


def test_a_hold_keeps_the_parcel_in_the_house_with_its_reason(shop, carrier):
    label, truck = labeled_parcel(shop), open_truck(shop)
    hold = hold_order(order_id=label.order_id, kind="customer_request", reason="Call first", actor=SYSTEM)

    with pytest.raises(MoveRefused, match="Call first"):
        scan(truck, label.tracking_number)
    assert parcel_of(label).state == ParcelState.LABELED

    release_hold(hold_id=hold.pk, actor=SYSTEM)
    scan(truck, label.tracking_number)
    assert parcel_of(label).state == ParcelState.MANIFESTED


def test_a_hold_that_blocks_only_the_shipping_keeps_it_and_its_truck(shop, carrier):
    label, other, truck = labeled_parcel(shop), labeled_parcel(shop), open_truck(shop)
    scan(truck, other.tracking_number)
    for one in (label, other):
        hold_order(order_id=one.order_id, kind="export_control", reason="Papers", blocks=["ship"], actor=SYSTEM)

    with pytest.raises(MoveRefused, match="export control — Papers"):
        scan(truck, label.tracking_number)
    with pytest.raises(MoveRefused, match="export control — Papers"):
        close_manifest(manifest_id=truck.pk, actor=SYSTEM)

    assert (parcel_of(label).state, reread(other).order.lines.get().shipped) == (ParcelState.LABELED, 0)


def test_a_hold_on_a_line_keeps_the_parcels_with_its_goods_and_no_other(shop, carrier):
    label, truck = labeled_parcel(shop, {0: 1}), open_truck(shop)
    inside, elsewhere = label.order.lines.get(), label.order.lines.get()
    elsewhere.pk, elsewhere.position = None, 2
    elsewhere.allocated = elsewhere.released = elsewhere.picked = elsewhere.packed = 0
    elsewhere.ordered = elsewhere.canceled = 1
    elsewhere.save()
    hold_order(order_id=label.order_id, kind="manual", reason="x", blocks=["ship"], line_id=elsewhere.pk, actor=SYSTEM)
    scan(truck, label.tracking_number)
    hold_order(order_id=label.order_id, kind="manual", reason="Call", blocks=["ship"], line_id=inside.pk, actor=SYSTEM)

    with pytest.raises(MoveRefused, match=r"line 1 of order .* is on hold: manual — Call"):
        close_manifest(manifest_id=truck.pk, actor=SYSTEM)


def test_a_hold_that_blocks_only_the_release_lets_it_go(shop, carrier):
    label, truck = labeled_parcel(shop), open_truck(shop)
    hold_order(order_id=label.order_id, kind="manual", reason="x", blocks=["release"], actor=SYSTEM)

    scan(truck, label.tracking_number)

    assert parcel_of(label).state == ParcelState.MANIFESTED


def test_a_truck_does_not_leave_with_a_parcel_that_was_held_meanwhile(shop, carrier):
    label, truck = labeled_parcel(shop), open_truck(shop)
    scan(truck, label.tracking_number)
    hold_order(order_id=label.order_id, kind="fraud_review", reason="", actor=SYSTEM)

    with pytest.raises(MoveRefused, match="fraud review"):
        close_manifest(manifest_id=truck.pk, actor=SYSTEM)
    take_off(manifest_id=truck.pk, parcel_id=label.parcel_id, actor=SYSTEM)

    assert parcel_of(label).state == ParcelState.LABELED
    with pytest.raises(MoveRefused, match="no parcel was scanned"):
        close_manifest(manifest_id=truck.pk, actor=SYSTEM)


def test_a_closed_truck_takes_and_gives_back_nothing(shop, carrier):
    gone, late = handed_over(shop), labeled_parcel(shop)
    truck = Manifest.objects.get()

    with pytest.raises(WrongManifest):
        scan(truck, late.tracking_number)
    with pytest.raises(WrongManifest):
        take_off(manifest_id=truck.pk, parcel_id=gone.parcel_id, actor=SYSTEM)
    assert close_manifest(manifest_id=truck.pk, actor=SYSTEM).closed_at == truck.closed_at


@pytest.mark.parametrize("point", ["hand_over.before_call", "hand_over.after_call", "hand_over.after_commit"])
def test_a_worker_that_dies_around_the_hand_over_tells_the_carrier_once(shop, carrier, point):
    faults.arm(point, faults._limited(point, faults._raise, 1))
    label = handed_over(shop)
    drain_again()

    assert [line["tracking_number"] for line in carrier.truth("handover")] == [label.tracking_number]
    assert Manifest.objects.get().accepted_at is not None
    assert Effect.objects.filter(task="shipping.tasks.hand_over_manifest").get().state == "done"


def test_what_the_carrier_leaves_behind_is_trouble_for_a_person(shop, carrier):
    label, truck = labeled_parcel(shop), open_truck(shop)
    key = {"Idempotency-Key": "elsewhere"}
    carrier.client.post(f"/v1/labels/{label.carrier_reference}/void", json={}, headers=key).raise_for_status()
    scan(truck, label.tracking_number)
    close_manifest(manifest_id=truck.pk, actor=SYSTEM)
    drain()

    trouble = DeliveryException.objects.get()
    assert (trouble.kind, trouble.words) == ("not_accepted", "label_voided")


def test_handing_over_needs_the_right(shop, carrier):
    label, truck = labeled_parcel(shop), open_truck(shop)
    nobody = Actor(kind="user", reference="1")

    with pytest.raises(NotPermitted):
        scan_parcel(manifest_id=truck.pk, code=label.tracking_number, actor=nobody)
    scan(truck, label.tracking_number)
    with pytest.raises(NotPermitted):
        close_manifest(manifest_id=truck.pk, actor=nobody)
    assert reread(label).parcel.state == ParcelState.MANIFESTED


# Carriers that must not be told twice

SCANS = "/scan-forms"
NOTED = {
    "SCANFormMetadata": {"form": "5630", "imageType": "PDF", "manifestNumber": "9275", "trackingNumbers": ["92"]},
    "SCANFormImage": "JVBERi0xLjQK",
}  # fmt: skip


@pytest.fixture
def left_with_usps(shop, carrier):
    """A closed truck of USPS, which knows no keys: its place is taken by a stand-in."""
    label = labeled_parcel(shop)
    with Running() as standin:
        let_in(standin)
        account = CarrierAccount.objects.create(
            code="usps-1", name="USPS", carrier="usps", services={"standard": ["usps_ground_advantage"]},
            options={"base_url": standin.url, "account_country_code": "US"},
        )  # fmt: skip
        keep_credentials(carrieraccount_id=account.pk, credentials=secrets_of("usps"), actor=SYSTEM)
        truck = Manifest.objects.create(
            number="M-9", account=account, warehouse=shop.warehouses[0], state="closed", closed_at=timezone.now()
        )
        ManifestParcel.objects.create(manifest=truck, parcel=label.parcel, label=label, scanned_by="system")
        yield standin, truck


def told(truck: Manifest, *, times: int = 2) -> Manifest:
    for _ in range(times):
        hand_over_manifest(manifest_id=truck.pk)
    return Manifest.objects.get(pk=truck.pk)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"hangs_up": True}, "did not answer"),
        ({"body": {"error": {"message": "Label is on a manifest already"}}, "status": 400}, "on a manifest already"),
    ],
)  # fmt: skip
def test_a_manifest_nobody_answered_for_or_that_was_refused_waits_for_a_person(left_with_usps, answer, words):
    standin, truck = left_with_usps
    standin.answer("POST", SCANS, answer.get("body"), **{k: v for k, v in answer.items() if k != "body"})

    truck = told(truck)

    assert len(standin.to(SCANS)) == 1
    assert (truck.accepted_at, words in truck.trouble) == (None, True)
    assert words in Alert.objects.get(kind="manifest_not_accepted").message
    truck = settle_manifest_accepted(manifest_id=truck.pk, actor=SYSTEM)
    assert (truck.trouble, truck.accepted_at is None) == ("", False)
    with pytest.raises(MoveRefused, match="nothing to settle"):
        send_manifest_again(manifest_id=truck.pk, reason="not there", actor=SYSTEM)


def test_a_worker_that_dies_after_telling_leaves_the_manifest_to_a_person_who_may_send_it_again(left_with_usps):
    standin, truck = left_with_usps
    standin.answer("POST", SCANS, NOTED)
    Manifest.objects.filter(pk=truck.pk).update(sent_at=timezone.now())

    assert "no answer was written down" in told(truck).trouble
    assert standin.to(SCANS) == []
    send_manifest_again(manifest_id=truck.pk, reason="not in the portal", actor=SYSTEM)
    drain()

    assert (len(standin.to(SCANS)), told(truck).accepted_at is None) == (1, False)


def test_what_never_reached_the_carrier_is_told_again(left_with_usps):
    standin, truck = left_with_usps
    standin.answer("POST", "/oauth", hangs_up=True, left=1)

    with pytest.raises(Unavailable):
        told(truck)

    truck.refresh_from_db()
    assert (truck.sent_at, truck.trouble) == (None, "")
