"""A label that is bought while somebody stands at the bench shows by itself."""

import pytest
from django.urls import reverse

from accounts.models import User
from core.effects import drain
from fulfillment.tests.factories import packed_parcel
from inventory.models import WarehouseMember

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_label_appears_at_the_bench_once_it_is_bought_and_nobody_asks_any_more(shop, carrier, logins, sign_in):
    parcel = packed_parcel(shop)
    user = User.objects.get(username="warehouse")
    WarehouseMember.objects.create(user=user, warehouse=shop.warehouses[0])
    page = sign_in("warehouse", width=390)
    page.goto(reverse("warehouse:bench", args=["w1", parcel.fulfillment_order_id]))
    page.get_by_text("Label on the way").wait_for()
    assert page.get_by_role("button", name="Label PDF").count() == 0
    # While nothing is new the parcels are not drawn anew: what was chosen beside them would be lost.
    page.locator("#parcels").evaluate("section => { section.dataset.mark = 'kept' }")
    with page.expect_response(lambda answer: "awaits=1" in answer.url) as asked:
        pass
    assert asked.value.status == 204
    assert page.locator("#parcels").get_attribute("data-mark") == "kept"

    drain()

    page.get_by_role("button", name="Label PDF").wait_for()
    assert page.locator("#parcels").get_attribute("hx-trigger") is None
