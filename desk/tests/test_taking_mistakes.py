"""What is missing from a new order is said where it is missing, and once above all of it."""

import pytest
from django.urls import reverse

from accounts.models import User
from desk.admin.draft_forms import DraftForm
from desk.tests.test_taking import typed
from orders.models import Order
from orders.tests.factories import open_shop

pytestmark = pytest.mark.django_db


def test_a_forgotten_country_is_told_beside_the_country(client):
    open_shop()
    form = DraftForm({"line1": "Street 1", "city": "Berlin"})

    assert form.errors["country"] == ["An address needs a country: two letters, such as DE."]
    assert "line1" not in form.errors
    assert "city" not in form.errors


def test_the_page_names_what_is_missing_above_the_form(client):
    open_shop()
    client.force_login(User.objects.create_superuser("office"))

    page = client.post(reverse("admin:orders_order_add"), {
        "line1": "Street 1", "city": "Berlin", "place": "1", "lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0",
    }).content.decode()  # fmt: skip

    assert '<a class="oms-link" href="#id_country">Country</a>: An address needs a country' in page


def told(client, form: dict) -> dict[str, str]:
    """What is named above the form, by the anchor it leads to."""
    page = client.post(reverse("admin:orders_order_add"), form)
    assert page.status_code == 422
    return {target: error for target, _, error in page.context["missing"]}


def test_placing_an_empty_form_names_everything_that_is_missing_at_once(client):
    shop = open_shop()
    client.force_login(User.objects.create_superuser("office"))

    missing = told(client, {
        "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "place": "1", "channel": shop.channel.pk, "intake": "phone",
        "tender": "card", "shipping_method": "standard",
    })  # fmt: skip

    assert list(missing) == ["id_name", "id_email", "id_line1", "id_city", "id_country", "lines"]
    assert missing["lines"] == "Choose the first goods and how many."
    assert Order.objects.count() == 0


def test_wrong_lines_are_named_beside_a_wrong_form(client):
    shop = open_shop()
    client.force_login(User.objects.create_superuser("office"))

    missing = told(client, typed(shop, 1, name="", **{"lines-0-unit_price": "5", "place": "1"}))

    assert missing["id_name"] == "Choose a known customer or type the name of a new one."
    assert missing["id_lines-0-price_reason"] == "Say why the price differs."


def test_what_does_not_travel_is_placed_without_an_address(client):
    shop = open_shop()
    shop.skus[0].needs_shipping = False
    shop.skus[0].save()
    client.force_login(User.objects.create_superuser("office"))

    client.post(
        reverse("admin:orders_order_add"), typed(shop, 1, line1="", city="", country="", postal_code="", place="1")
    )

    assert Order.objects.get().state == "placed"


def test_a_draft_is_kept_without_an_address(client):
    shop = open_shop()
    client.force_login(User.objects.create_superuser("office"))

    client.post(reverse("admin:orders_order_add"), typed(shop, 1, line1="", city="", country="", postal_code=""))

    assert Order.objects.get().state == "draft"
