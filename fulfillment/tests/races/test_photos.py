"""Two at one bench, each with a picture, on two connections."""

import threading

import pytest

from core.actors import SYSTEM
from fulfillment.models import Parcel, ParcelPhoto
from fulfillment.services import photographing
from fulfillment.services.packing import start_parcel
from fulfillment.services.photographing import keep_photo
from fulfillment.tests.factories import picked_work, put_on_shelves
from fulfillment.tests.pictures import photo_file
from fulfillment.tests.races.test_claiming import at_once
from orders.locks import lock_order
from orders.models import Attachment
from orders.tests.factories import open_shop
from tests.races.crowd import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def parcel(settings, tmp_path, monkeypatch) -> Parcel:
    """An open parcel that takes one picture."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(photographing, "MOST_PHOTOS", 1)
    shop = open_shop()
    put_on_shelves(shop)
    return start_parcel(fulfillment_order_id=picked_work(shop, {0: 1}).pk, actor=SYSTEM)


def take(parcel: Parcel, color: str) -> ParcelPhoto:
    return keep_photo(parcel_id=parcel.pk, name="photo.jpg", content=photo_file(color), actor=SYSTEM)


def test_the_same_picture_sent_twice_at_once_is_kept_once(parcel):
    results = at_once(*(lambda: take(parcel, "red") for _ in range(2)))

    assert len({photo.pk for photo in results}) == 1
    assert Attachment.objects.count() == ParcelPhoto.objects.count() == 1


def test_two_pictures_at_once_keep_the_limit(parcel):
    at_once(lambda: take(parcel, "red"), lambda: take(parcel, "green"))

    assert Attachment.objects.count() == ParcelPhoto.objects.count() == 1


def test_without_the_lock_two_pictures_at_once_pass_the_limit(parcel, monkeypatch):
    """Negative control: both count before either is kept; the order's lock comes too late."""
    both_have_counted = threading.Barrier(2)
    keep = photographing.keep_file

    def unlocked(parcel_id):
        return Parcel.objects.select_related("fulfillment_order").get(pk=parcel_id)

    def late(*, order_id, **given):
        both_have_counted.wait(timeout=PATIENCE_SECONDS)
        lock_order(order_id)
        return keep(order_id=order_id, **given)

    monkeypatch.setattr(photographing, "lock_parcel", unlocked)
    monkeypatch.setattr(photographing, "keep_file", late)
    at_once(lambda: take(parcel, "red"), lambda: take(parcel, "green"))

    assert ParcelPhoto.objects.count() == 2
