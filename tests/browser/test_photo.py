"""The packer's photo, from the bench to the office."""

import pytest
from django.urls import reverse

from accounts.models import User
from core.actors import SYSTEM
from fulfillment.models import ParcelPhoto
from fulfillment.services.packing import pack_in_full, start_parcel
from fulfillment.tests.factories import picked_work
from fulfillment.tests.pictures import photo_file
from inventory.models import WarehouseMember
from tests.browser.test_day_on_the_floor import TOO_SMALL
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_packer_keeps_a_photo_and_the_office_finds_it_on_the_order(shop, sign_in, axe, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    work = picked_work(shop, {0: 1})
    pack_in_full(
        parcel_id=start_parcel(fulfillment_order_id=work.pk, actor=SYSTEM).pk, scan_id="one", actor=SYSTEM
    )  # fmt: skip
    page = sign_in("warehouse", width=390, height=844)
    WarehouseMember.objects.create(user=User.objects.get(username="warehouse"), warehouse=shop.warehouses[0])
    page.goto(reverse("warehouse:bench", args=["w1", work.pk]))
    page.click("summary:has-text('Photo')")
    page.set_input_files("#photo", {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo_file("teal")})
    page.click("text=Keep the photo")
    page.wait_for_selector("text=The picture is kept with")
    page.wait_for_function("() => document.querySelector('.photos img').naturalWidth === 480")
    ensure_fits(page)
    assert page.eval_on_selector_all("a, button, input:not([type=hidden]), select", TOO_SMALL) == []
    ensure_open_to_all(page, axe)
    shoot(page, "photo-at-the-bench-390")
    page.set_viewport_size({"width": 1440, "height": 900})
    ensure_fits(page)
    shoot(page, "photo-at-the-bench-1440")

    office = sign_in("csr")
    office.goto(reverse("admin:fulfillment_parcel_change", args=[ParcelPhoto.objects.get().parcel_id]))
    office.wait_for_function("() => document.querySelector('img[alt^=The]').naturalWidth === 480")
    shoot(office, "photo-at-the-parcel-1440")
    office.goto(reverse("admin:orders_order_change", args=[work.order_id]))
    office.wait_for_selector("#parcels a:has-text('The packer')")
    shoot(office, "photo-at-the-order-1440")
