"""The packer's photo: kept once, with the open parcel, or not at all."""

import pytest
from django.db import IntegrityError, transaction

from core.actors import SYSTEM
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Event
from fulfillment.models import Parcel, ParcelPhoto
from fulfillment.services import photographing
from fulfillment.services.closing import close_parcel
from fulfillment.services.packing import pack_in_full, start_parcel
from fulfillment.services.photographing import MOST_PHOTOS, keep_photo
from fulfillment.tests.factories import picked_work, picker
from fulfillment.tests.pictures import photo_file
from orders.errors import FileRefused
from orders.filing.store import paths_older_than, read_file
from orders.models import Attachment
from orders.services.attaching import remove_attachment
from orders.services.sweeping import erase_removed


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def parcel(shop) -> Parcel:
    work = picked_work(shop, {0: 1})
    parcel = start_parcel(fulfillment_order_id=work.pk, actor=SYSTEM)
    pack_in_full(parcel_id=parcel.pk, scan_id="one", actor=SYSTEM)
    return parcel


def take(parcel: Parcel, content: bytes | None = None, actor=SYSTEM) -> ParcelPhoto:
    return keep_photo(parcel_id=parcel.pk, name="IMG_1.HEIC.jpg", content=content or photo_file(), actor=actor)


def test_a_photo_is_a_file_of_the_order_and_the_timeline_tells_it(parcel):
    photo = take(parcel)

    file = photo.attachment
    assert (file.order_id, file.name) == (parcel.fulfillment_order.order_id, f"{parcel.number}-photo-1.jpg")
    assert read_file(file.path).startswith(b"\xff\xd8\xff")
    assert Event.objects.filter(name="orders.attachment_added", order_id=file.order_id).count() == 1


def test_the_same_picture_sent_twice_is_kept_once(parcel):
    assert take(parcel) == take(parcel)

    assert Attachment.objects.count() == 1


def test_the_database_itself_refuses_the_same_picture_twice(parcel):
    photo = take(parcel)
    other = Attachment.objects.create(name="x.jpg", content_type="image/jpeg", size=1, path="elsewhere")

    with pytest.raises(IntegrityError, match="parcel_photo_once"), transaction.atomic():
        ParcelPhoto.objects.create(parcel=parcel, attachment=other, taken_sha256=photo.taken_sha256)


def test_a_closed_parcel_takes_no_photo_and_says_what_to_do(parcel):
    close_parcel(parcel_id=parcel.pk, weight_grams=500, actor=SYSTEM)

    with pytest.raises(MoveRefused, match="is closed"):
        take(parcel)
    assert not Attachment.objects.exists()


def test_the_photo_that_was_kept_is_told_again_also_after_the_parcel_was_closed(parcel):
    photo = take(parcel)
    close_parcel(parcel_id=parcel.pk, weight_grams=500, actor=SYSTEM)

    assert take(parcel) == photo


def test_a_parcel_keeps_so_many_photos_and_no_more(parcel, monkeypatch):
    monkeypatch.setattr(photographing, "MOST_PHOTOS", 2)
    take(parcel, photo_file("red"))
    take(parcel, photo_file("green"))

    with pytest.raises(InvalidInput, match="at most 2 pictures"):
        take(parcel, photo_file("blue"))
    assert MOST_PHOTOS == 6


def test_what_is_refused_leaves_neither_row_nor_file(parcel):
    with pytest.raises(FileRefused):
        take(parcel, b"%PDF-1.7")

    assert not Attachment.objects.exists()


def test_who_may_not_pack_takes_no_photo(parcel):
    with pytest.raises(NotPermitted):
        take(parcel, actor=picker("nobody", rights=()))


def test_when_the_last_step_fails_no_row_is_left_and_the_file_is_one_that_is_swept(parcel, monkeypatch):
    def fail(**_):
        raise RuntimeError("the process died")

    monkeypatch.setattr(ParcelPhoto.objects, "create", fail)
    with pytest.raises(RuntimeError):
        take(parcel)

    assert not Attachment.objects.exists()
    assert len(list(paths_older_than(parcel.created_at.max.replace(tzinfo=parcel.created_at.tzinfo)))) == 1


def test_a_removed_photo_is_erased_as_any_file_of_the_order(parcel):
    photo = take(parcel)
    remove_attachment(attachment_id=photo.attachment_id, actor=SYSTEM, reason="a face is on it")
    erase_removed(attachment_id=photo.attachment_id)

    with pytest.raises(FileNotFoundError):
        read_file(photo.attachment.path)
