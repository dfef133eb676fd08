"""The photo at the bench: for the packer to take, for the house's own people to see."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from core.actors import SYSTEM
from fulfillment.models import ParcelPhoto
from fulfillment.services.closing import close_parcel
from fulfillment.services.packing import pack_in_full, start_parcel
from fulfillment.services.photographing import keep_photo
from fulfillment.tests.factories import member, picked_work
from fulfillment.tests.pictures import MAKER, photo_file


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def parcel(shop):
    parcel = start_parcel(fulfillment_order_id=picked_work(shop, {0: 1}).pk, actor=SYSTEM)
    pack_in_full(parcel_id=parcel.pk, scan_id="one", actor=SYSTEM)
    return parcel


@pytest.fixture
def packer(client, shop):
    pia = member(shop)
    pia.is_superuser = True
    pia.save()
    client.force_login(pia)
    return client


def at_bench(parcel) -> str:
    return reverse("warehouse:bench", args=["w1", parcel.fulfillment_order_id])


def send(client, parcel, content: bytes | None, code: str = "w1"):
    address = reverse("warehouse:take_photo", args=[code, parcel.fulfillment_order_id, parcel.pk])
    given = {} if content is None else {"photo": SimpleUploadedFile("IMG_1.jpg", content, "image/jpeg")}
    return client.post(address, given, follow=True)


def kept(parcel) -> ParcelPhoto:
    return keep_photo(parcel_id=parcel.pk, name="photo.jpg", content=photo_file(), actor=SYSTEM)


def shown(photo: ParcelPhoto, code: str = "w1") -> str:
    return reverse("warehouse:photo", args=[code, photo.pk])


def test_a_photo_is_taken_shown_and_stays_with_the_closed_parcel(packer, parcel):
    assert 'type="file" accept="image/*" capture="environment"' in packer.get(at_bench(parcel)).content.decode()

    page = send(packer, parcel, photo_file()).content.decode()

    address = shown(ParcelPhoto.objects.get())
    assert f"The picture is kept with {parcel.number}." in page
    assert f'src="{address}"' in page
    close_parcel(parcel_id=parcel.pk, weight_grams=500, actor=SYSTEM)
    page = packer.get(at_bench(parcel)).content.decode()
    assert f'src="{address}"' in page
    assert 'type="file"' not in page


def test_a_picture_is_handed_out_as_one_and_as_nothing_else(packer, parcel):
    answer = packer.get(shown(kept(parcel)))

    assert MAKER.encode() not in b"".join(answer)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("content", "why"), [(None, "Take or choose a picture first"), (b"MZ a program", "is no picture that can be read")]
)
def test_what_is_no_picture_is_refused_at_the_bench_in_words(packer, parcel, content, why):
    assert why in send(packer, parcel, content).content.decode()
    assert not ParcelPhoto.objects.exists()


def test_another_house_a_stranger_and_nobody_see_no_photo_and_take_none(client, shop, parcel):
    photo = kept(parcel)
    assert client.get(shown(photo)).status_code == 302
    client.force_login(User.objects.create_user("stranger", is_staff=True))
    assert client.get(shown(photo)).status_code == 404
    client.force_login(member(shop, "munich", index=1))
    other = shop.warehouses[1].code
    assert client.get(shown(photo)).status_code == client.get(shown(photo, other)).status_code == 404
    assert send(client, parcel, photo_file("blue")).status_code == 404
    assert send(client, parcel, photo_file("blue"), other).status_code == 404
    assert ParcelPhoto.objects.count() == 1
