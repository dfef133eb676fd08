"""What is missing from a new order is said where it is missing, and once above all of it."""

import pytest
from django.urls import reverse

from accounts.models import User
from desk.admin.draft_forms import DraftForm
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

    assert '<a class="oms-link" href="#id_country">Country</a> (An address needs a country' in page
