"""The dock on a phone: from a scanned word to a judged return, by forms alone."""

import io
import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import User
from core.actors import SYSTEM
from inventory.models import WarehouseMember
from orders.models import PhotoOf
from orders.services.picturing import draw_photos, keep_customer_photos
from returns.models import Return, ReturnPhoto, ReturnReceipt
from returns.services.picturing import put_to_return
from returns.tests.factories import approved_return, paid_and_delivered, received_return, requested_return

pytestmark = pytest.mark.django_db


@pytest.fixture
def dock(client, shop):
    user = User.objects.create_user("willi", is_staff=True)
    rights = Permission.objects.filter(content_type__app_label="returns")
    user.user_permissions.set(rights.filter(codename__in=["receive_return", "inspect_return"]))
    for warehouse in shop.warehouses[:2]:
        WarehouseMember.objects.create(warehouse=warehouse, user=user)
    client.force_login(user)
    return client


def at(shop, name: str, *arguments, house: int = 0) -> str:
    return reverse(f"returns:{name}", args=[shop.warehouses[house].code, *arguments])


def picture(color: str = "red"):
    file = io.BytesIO()
    Image.new("RGB", (8, 8), color).save(file, "JPEG")
    file.seek(0)
    file.name = "box.jpg"
    return file


def test_a_scanned_return_is_opened_counted_booked_and_looked_at(dock, shop):
    ret = approved_return(paid_and_delivered(shop, {0: 3}), 3)
    assert ret.number in dock.get(at(shop, "dock")).content.decode()

    opened = dock.post(at(shop, "dock"), {"code": ret.number})
    box = ReturnReceipt.objects.get()
    assert opened.url == at(shop, "box", box.pk)
    card = dock.post(opened.url, {"scan_id": "a", "code": shop.skus[0].code, "quantity": "2"}, HTTP_HX_REQUEST="true")
    assert "of 3" in card.content.decode()
    assert "1 missing" in dock.get(at(shop, "finish", box.pk)).content.decode()
    assert dock.post(at(shop, "finish", box.pk), {"seen": "2"}).url == at(shop, "finish", box.pk)
    booked = dock.post(at(shop, "finish", box.pk), {"seen": "2", "rest": "missing"})
    assert booked.url == at(shop, "inspect", ret.pk)

    line = ret.lines.get(reception="received")
    assert "What was seen" in dock.get(booked.url).content.decode()
    dock.post(booked.url, {"line": line.pk, "grade": "used", "fate_restock": "1", "fate_scrap": "1", "notes": "Dusty"})
    ret.refresh_from_db()
    assert ret.state == "inspected"
    assert "Dusty" in dock.get(booked.url).content.decode()


def test_a_refused_judgment_keeps_what_was_typed_and_says_why_beside_it(dock, shop):
    ret = received_return(paid_and_delivered(shop, {0: 1}))
    line = ret.lines.get()
    typed = {"line": line.pk, "grade": "used", "fate_restock": "1", "fate_scrap": "1", "notes": "Lid broken"}

    shown = dock.post(at(shop, "inspect", ret.pk), typed).content.decode()

    assert "1 unit is on the line, but the numbers add up to 2. Change them." in shown
    assert '<option value="used" selected>' in shown
    assert re.search(rf'id="fate-{line.pk}-scrap" [^>]*value="1"', shown)
    assert 'value="Lid broken"' in shown
    line.refresh_from_db()
    assert line.disposition == ""


def test_damaged_goods_are_not_put_on_sale_again_by_a_number_that_stood_there(dock, shop):
    ret = received_return(paid_and_delivered(shop, {0: 1}))
    line, level = ret.lines.get(), shop.level()
    typed = {"line": line.pk, "grade": "damaged", "fate_restock": "1"}

    shown = dock.post(at(shop, "inspect", ret.pk), typed).content.decode()

    assert "Damaged goods do not go back to the shelf: they would be sold again." in shown
    line.refresh_from_db()
    assert (line.disposition, shop.level().available) == ("", level.available)


def test_a_wrong_scan_says_so_and_nothing_moves(dock, shop):
    ret = approved_return(paid_and_delivered(shop, {0: 1}))
    nothing = dock.post(at(shop, "dock"), {"code": "what"}).content.decode()
    assert "No return, order or parcel is called what" in nothing
    assert "set the box aside and tell the office" in nothing
    dock.post(at(shop, "dock"), {"code": ret.number})
    box = ReturnReceipt.objects.get()

    card = dock.post(at(shop, "box", box.pk), {"scan_id": "a", "code": "nonsense"}).content.decode()

    assert "nonsense is no code of ours" in card
    assert not box.scans.exists()


def test_goods_nobody_announced_and_foreign_goods_are_told_apart_from_awaited_ones(dock, shop):
    ret = approved_return(paid_and_delivered(shop, {0: 2, 1: 1}), 1)
    dock.post(at(shop, "dock"), {"code": ret.number})
    box = at(shop, "box", ReturnReceipt.objects.get().pk)

    told = [
        dock.post(box, {"scan_id": str(nr), "code": shop.skus[sku].code, "quantity": count}).content.decode()
        for nr, (sku, count) in enumerate([(0, "1"), (0, "1"), (1, "1"), (2, "2")])
    ]

    assert 'data-feedback="right" role="alert">1 × SKU-1<' in told[0]
    for nr, words in enumerate(
        ("Not announced: 1 × SKU-1.", "Not announced: 1 × SKU-2.", "Not of this order: 2 × SKU-3."), 1
    ):
        assert f'data-feedback="beware" role="alert">{words}' in told[nr]


def test_an_order_nobody_announced_a_return_for_is_taken_in(dock, shop):
    order = paid_and_delivered(shop, {0: 1})
    assert "nobody announced it" in dock.post(at(shop, "dock"), {"code": order.number}).content.decode()

    opened = dock.post(at(shop, "open"), {"order": order.pk})
    card = dock.post(opened.url, {"scan_id": "a", "code": shop.skus[0].code}).content.decode()
    assert 'data-feedback="right"' in card
    box = ReturnReceipt.objects.get()
    dock.post(at(shop, "finish", box.pk), {"seen": "1"})

    assert Return.objects.get().is_blind


def test_a_box_at_another_house_says_so_and_moves_the_return(dock, shop):
    ret = approved_return(paid_and_delivered(shop, {0: 1}))
    dock.post(at(shop, "dock", house=1), {"code": ret.number})
    box = ReturnReceipt.objects.get()
    assert "announced for another house" in dock.get(at(shop, "box", box.pk, house=1)).content.decode()

    dock.post(at(shop, "box", box.pk, house=1), {"scan_id": "a", "code": shop.skus[0].code})
    dock.post(at(shop, "finish", box.pk, house=1), {"seen": "1"})

    ret.refresh_from_db()
    assert ret.warehouse == shop.warehouses[1]
    assert dock.get(at(shop, "inspect", ret.pk)).status_code == 404


def test_the_last_scan_and_the_whole_box_can_be_taken_back(dock, shop):
    ret = approved_return(paid_and_delivered(shop, {0: 1}))
    dock.post(at(shop, "dock"), {"code": ret.number})
    box = ReturnReceipt.objects.get()
    dock.post(at(shop, "box", box.pk), {"scan_id": "a", "code": shop.skus[0].code})

    dock.post(at(shop, "box_act", box.pk, "undo"))
    assert not box.scans.filter(taken_back_at=None).exists()
    dock.post(at(shop, "box_act", box.pk, "anew"))
    assert dock.get(at(shop, "box", box.pk)).status_code == 404


def test_a_picture_is_kept_once_and_shown_to_the_house_alone(dock, shop, client):
    ret = received_return(paid_and_delivered(shop, {0: 1}))

    for _ in range(2):
        dock.post(at(shop, "take_photo", ret.pk), {"photo": picture()})

    photo = ReturnPhoto.objects.get()
    shown = dock.get(at(shop, "photo", photo.pk))
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert dock.get(reverse("returns:office_photo", args=[photo.pk])).status_code == 404
    client.logout()
    assert client.get(at(shop, "photo", photo.pk)).status_code == 302


def test_what_is_no_picture_is_refused_in_words(dock, shop):
    ret = received_return(paid_and_delivered(shop, {0: 1}))
    fake = io.BytesIO(b"<script>alert(1)</script>")
    fake.name = "box.jpg"

    page = dock.post(at(shop, "take_photo", ret.pk), {"photo": fake}, follow=True).content.decode()

    assert "is no picture that can be read" in page
    assert not ReturnPhoto.objects.exists()


def test_who_may_only_look_gets_no_forms(client, shop):
    user = User.objects.create_user("gast", is_staff=True)
    WarehouseMember.objects.create(warehouse=shop.warehouses[0], user=user)
    client.force_login(user)
    requested_return(paid_and_delivered(shop, {0: 1}))

    assert "You may look, not receive" in client.get(at(shop, "dock")).content.decode()
    assert client.get(reverse("returns:dock", args=[shop.warehouses[1].code])).status_code == 404


@pytest.fixture
def from_customer(shop):
    """A picture that came with the wish, of a return whose goods are not here yet."""
    ret = approved_return(paid_and_delivered(shop, {0: 1}))
    drawn = draw_photos([(file.name, file.read()) for file in [picture("blue")]])
    kept = keep_customer_photos(
        order_id=ret.order_id, kind=PhotoOf.RETURN, reference=ret.number, photos=drawn, actor=SYSTEM,
        now=timezone.now(),
    )  # fmt: skip
    put_to_return(return_id=ret.pk, photos=kept)
    return ReturnPhoto.objects.get()


def test_the_clerk_sees_what_the_customer_showed_once(dock, shop, from_customer):
    address = at(shop, "photo", from_customer.pk)
    page = dock.get(at(shop, "inspect", from_customer.rma_id)).content.decode()

    assert (page.count("<img "), page.count(f'<img src="{address}" alt="The customer\'s picture 1')) == (1, 1)
    assert dock.get(address)["Content-Type"] == "image/jpeg"
    assert dock.get(at(shop, "photo", from_customer.pk, house=1)).status_code == 404
