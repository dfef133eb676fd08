"""What has the cursor is seen: a phone's sections never lie over the field that is typed into."""

import pytest
from django.urls import reverse

from accounts.models import User
from catalog.models import SKU
from fulfillment.tests.factories import box, picked_work
from inventory.models import WarehouseMember

pytestmark = pytest.mark.django_db(transaction=True)

# The topmost thing where the field's middle is: the field, unless something lies over it.
IS_SEEN = """field => { const box = field.getBoundingClientRect();
  const nav = document.querySelector(".sections").getBoundingClientRect();
  return document.elementFromPoint(box.left + 20, box.top + box.height / 2) === field && box.bottom <= nav.top }"""


@pytest.fixture
def bench(shop, logins, sign_in):
    """A phone at the bench of three units of as many SKUs, with boxes drawn above the form."""
    for number in (1, 2, 3):
        SKU.objects.filter(code=f"SKU-{number}").update(length_mm=120, width_mm=90, height_mm=40)
    box("small", 220, tare_grams=120, height_mm=120)
    work = picked_work(shop, {0: 1, 1: 1, 2: 1})
    user = User.objects.get(username="warehouse")
    WarehouseMember.objects.create(user=user, warehouse=shop.warehouses[0])
    page = sign_in("warehouse", width=390, height=844)
    page.goto(reverse("warehouse:bench", args=["w1", work.pk]))
    return page


def test_after_the_last_unit_the_weight_is_in_view_and_after_a_refusal_too(bench):
    for number in (1, 2, 3):
        bench.wait_for_selector(f"text=({4 - number} left)")
        bench.keyboard.type(f"SKU-{number}")
        bench.keyboard.press("Enter")
    bench.wait_for_selector("#weight:focus")
    assert bench.locator("#weight").evaluate(IS_SEEN)

    bench.keyboard.type("1")
    bench.keyboard.press("Enter")
    bench.wait_for_selector("#weight_reason")

    assert bench.locator("#weight").evaluate(IS_SEEN)


def test_a_style_that_somebody_left_on_a_field_is_not_carried_over_against_the_content_policy(bench):
    bench.locator("#code").evaluate("field => { field.style.color = 'red'; field.style.color = '' }")

    bench.keyboard.type("SKU-1")
    bench.keyboard.press("Enter")

    bench.wait_for_selector("text=(2 left)")
