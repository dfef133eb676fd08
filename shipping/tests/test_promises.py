from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.actors import SYSTEM
from fulfillment.models import Parcel
from orders.models import Order
from shipping.models import Manifest, Remedy, ShippingLabel
from shipping.promises import PROMISES
from shipping.services.manifests import scan_parcel
from shipping.tests.factories import handed_over, labeled_parcel, open_truck

pytestmark = pytest.mark.django_db


def violations(since=None) -> dict[str, int]:
    found = {}
    for one in PROMISES:
        with connection.cursor() as cursor:
            cursor.execute(one.query(since))
            found[one.name] = len(cursor.fetchall())
    return {name: count for name, count in found.items() if count}


@pytest.fixture
def road(shop, carrier):
    """One parcel gone, one on the open truck, one waiting."""
    gone, loaded = handed_over(shop), labeled_parcel(shop)
    labeled_parcel(shop)
    scan_parcel(manifest_id=open_truck(shop).pk, code=loaded.tracking_number, actor=SYSTEM)
    return gone


def test_parcels_in_every_stage_keep_all_promises(road):
    assert violations() == {}
    assert violations(since=timezone.now() - timedelta(days=1)) == {}


def test_two_live_labels_of_a_parcel_are_found(road):
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX label_live_unique")
    ShippingLabel.objects.create(
        order_id=road.order_id, parcel_id=road.parcel_id, account_id=road.account_id, service="standard",
        purchase_key="00000000-0000-0000-0000-000000000001",
    )  # fmt: skip

    assert violations() == {"one_live_label_per_parcel": 1}


def test_a_parcel_that_left_without_a_label_is_found(road):
    ShippingLabel.objects.filter(pk=road.pk).update(state="voided")

    assert violations() == {"labeled_parcels_have_their_label": 1}


def test_a_parcel_that_stands_on_the_wrong_truck_is_found(road):
    Parcel.objects.filter(state="manifested").update(state="labeled")
    assert violations() == {"manifests_hold_what_left": 1}

    Parcel.objects.filter(pk=road.parcel_id).update(state="manifested")
    Manifest.objects.filter(state="closed").update(closed_at=timezone.now() - timedelta(hours=1))
    assert violations() == {"manifests_hold_what_left": 2}


def test_a_remedy_without_its_order_and_a_wrong_count_of_signatures_are_found(road):
    long_ago = timezone.now() - timedelta(hours=1)
    Remedy.objects.create(parcel_id=road.parcel_id, kind="reship", reference="none", made_by="x", made_at=long_ago)
    Order.objects.filter(pk=road.order_id).update(missing_signatures=1)

    assert violations() == {"remedies_exist": 1, "missing_signatures_match": 1}
