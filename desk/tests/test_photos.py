"""The packer's photo, where a claim is answered: on the order's page and on the parcel's."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.actors import SYSTEM
from fulfillment.services.packing import pack_in_full, start_parcel
from fulfillment.services.photographing import keep_photo
from fulfillment.tests.factories import picked_work, put_on_shelves
from fulfillment.tests.pictures import photo_file


@pytest.fixture
def photo(shop, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.OMS_WIRING = "fulfillment.tests.wiring.WIRING"
    put_on_shelves(shop)
    parcel = start_parcel(fulfillment_order_id=picked_work(shop, {0: 1}).pk, actor=SYSTEM)
    pack_in_full(parcel_id=parcel.pk, scan_id="one", actor=SYSTEM)
    return keep_photo(parcel_id=parcel.pk, name="photo.jpg", content=photo_file(), actor=SYSTEM)


def pages_of(photo) -> list[str]:
    return [
        reverse("admin:orders_order_change", args=[photo.attachment.order_id]),
        reverse("admin:fulfillment_parcel_change", args=[photo.parcel_id]),
    ]


def test_who_may_see_the_order_sees_the_photo_on_its_page_and_on_the_parcels(client, sign_in, photo):
    sign_in("CSR")
    address = reverse("desk:parcel-photo", args=[photo.pk])

    for page in pages_of(photo):
        assert f'href="{address}"' in client.get(page).content.decode()
    answer = client.get(address)
    assert (answer["Content-Type"], b"".join(answer)[:3]) == ("image/jpeg", b"\xff\xd8\xff")


def test_without_the_right_to_see_orders_there_is_no_photo(client, sign_in, photo):
    sign_in("CSR").groups.clear()

    assert client.get(reverse("desk:parcel-photo", args=[photo.pk])).status_code == 403


def test_a_removed_photo_is_shown_nowhere(client, sign_in, photo):
    sign_in("CSR")
    photo.attachment.removed_at = timezone.now()
    photo.attachment.save()

    for page in pages_of(photo):
        assert "parcel-photos" not in client.get(page).content.decode()
    assert client.get(reverse("desk:parcel-photo", args=[photo.pk])).status_code == 404
