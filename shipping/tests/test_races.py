"""Two at once, on two connections."""

import threading

import pytest
from django.db import IntegrityError, connections

from core.actors import SYSTEM
from core.effects import drain
from core.errors import OmsError
from fulfillment.tests.factories import packed_parcel, put_on_shelves
from orders.models import Order
from orders.tests.factories import open_shop
from shipping.models import CarrierAccount, ManifestParcel, ShippingLabel
from shipping.services import labels, manifests, voiding
from shipping.services.labels import request_label
from shipping.services.manifests import close_manifest, scan_parcel
from shipping.services.voiding import request_void
from shipping.tests.factories import labeled_parcel, open_truck, parcel_of
from tests.races.crowd import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts) -> list:
    """Run the acts in threads of their own; tells what each returned or the error it got."""
    start = threading.Barrier(len(acts))
    results: list = [None] * len(acts)

    def run(index: int, act) -> None:
        try:
            start.wait()
            results[index] = act()
        except (OmsError, IntegrityError) as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=2 * PATIENCE_SECONDS)
    return results


@pytest.fixture
def shop():
    shop = open_shop()
    put_on_shelves(shop)
    return shop


def ask_at_once(parcel_id: int, *, times: int) -> list:
    return at_once(*(lambda: request_label(parcel_id=parcel_id) for _ in range(times)))


def test_four_who_ask_for_a_label_get_the_same_one(shop):
    parcel = packed_parcel(shop)

    results = ask_at_once(parcel.pk, times=4)

    assert len({label.pk for label in results}) == 1
    assert ShippingLabel.objects.count() == 1


def test_without_the_orders_lock_they_collide(shop, monkeypatch):
    """The negative control: the lock is what makes the other wait and find the label."""
    parcel = packed_parcel(shop)
    both_have_looked = threading.Barrier(2)

    def read_only(order_id: int) -> Order:
        return Order.objects.get(pk=order_id)

    def account_of_both(order: Order) -> CarrierAccount:
        both_have_looked.wait(PATIENCE_SECONDS)
        return CarrierAccount.objects.get()

    monkeypatch.setattr(labels, "lock_order", read_only)
    monkeypatch.setattr(labels, "first_account", account_of_both)
    results = ask_at_once(parcel.pk, times=2)

    assert any(isinstance(result, IntegrityError) for result in results)


def test_one_parcel_scanned_twice_at_once_stands_on_the_truck_once(shop, carrier):
    label, truck = labeled_parcel(shop), open_truck(shop)

    results = at_once(
        *(lambda: scan_parcel(manifest_id=truck.pk, code=label.tracking_number, actor=SYSTEM) for _ in range(4))
    )

    assert len({entry.pk for entry in results}) == 1
    assert ManifestParcel.objects.count() == 1


def test_a_scan_and_the_closing_at_once_lose_no_parcel(shop, carrier):
    first, second, truck = labeled_parcel(shop), labeled_parcel(shop), open_truck(shop)
    scan_parcel(manifest_id=truck.pk, code=first.tracking_number, actor=SYSTEM)

    at_once(
        lambda: close_manifest(manifest_id=truck.pk, actor=SYSTEM),
        lambda: scan_parcel(manifest_id=truck.pk, code=second.tracking_number, actor=SYSTEM),
    )
    drain()

    on_the_truck = ManifestParcel.objects.filter(parcel_id=second.parcel_id).exists()
    assert parcel_of(first).state == "shipped"
    assert parcel_of(second).state == ("shipped" if on_the_truck else "labeled")


def scan_and_void(label: ShippingLabel, truck_id: int) -> list:
    return at_once(
        lambda: scan_parcel(manifest_id=truck_id, code=label.tracking_number, actor=SYSTEM),
        lambda: request_void(shippinglabel_id=label.pk, actor=SYSTEM),
    )


def is_on_the_truck_and_void(label: ShippingLabel) -> tuple[bool, bool]:
    return ManifestParcel.objects.exists(), ShippingLabel.objects.get(pk=label.pk).void_requested_at is not None


def test_a_parcel_is_on_the_truck_or_its_label_is_taken_back_never_both(shop, carrier):
    label, truck = labeled_parcel(shop), open_truck(shop)

    results = scan_and_void(label, truck.pk)

    assert sum(isinstance(result, OmsError) for result in results) == 1
    assert is_on_the_truck_and_void(label) in {(True, False), (False, True)}


def test_without_the_labels_lock_a_parcel_leaves_with_a_label_that_is_taken_back(shop, carrier, monkeypatch):
    """The negative control: both have read the label before either writes."""
    label, truck = labeled_parcel(shop), open_truck(shop)
    both_have_read = threading.Barrier(2)

    def read_only(label_id: int) -> ShippingLabel:
        found = ShippingLabel.objects.select_related("order", "account", "parcel__fulfillment_order").get(pk=label_id)
        both_have_read.wait(PATIENCE_SECONDS)
        return found

    monkeypatch.setattr(manifests, "lock_label", read_only)
    monkeypatch.setattr(voiding, "lock_label", read_only)
    scan_and_void(label, truck.pk)

    assert is_on_the_truck_and_void(label) == (True, True)
