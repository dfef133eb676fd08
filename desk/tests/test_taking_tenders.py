"""An order on the phone paid in several ways: typed in their order, kept, refused at the field."""

from decimal import Decimal

import pytest
from django.urls import reverse

from desk.tests.test_taking import typed
from orders.models import Order, OrderTender

pytestmark = pytest.mark.django_db


def take(client, shop, **more):
    """Two units of the first SKU: 30.00."""
    return client.post(reverse("admin:orders_order_add"), {**typed(shop, 2), "email": "ada@example.com", **more})


def test_three_ways_to_pay_are_kept_in_their_order(client, shop, sign_in):
    sign_in("CSR")

    take(client, shop, tender="store_credit", tender_2="check", amount_2="12.50", tender_3="transfer", place="1")

    kept = OrderTender.objects.order_by("position").values_list("kind", "amount")
    assert Order.objects.get().state == "placed"
    assert list(kept) == [("store_credit", None), ("check", Decimal("12.50")), ("transfer", None)]


@pytest.mark.parametrize(
    ("more", "field", "why"),
    [
        ({"tender": "transfer", "tender_2": "check", "amount_2": "5"}, "amount", "move it to the end"),
        ({"tender": "check", "amount": "10", "tender_2": "transfer", "amount_2": "19"}, "amount_2", "Add €1.00"),
        ({"tender": "check", "amount": "10", "tender_2": "gift_card"}, "token_2", "needs its code"),
        ({"tender": "check", "amount": "10", "tender_3": "transfer"}, "tender_3", "before the third"),
        ({"tender": "transfer", "amount_2": "10"}, "amount_2", "Choose how it is paid"),
    ],
)
def test_what_cannot_be_paid_so_is_said_at_its_field_and_nothing_is_kept(client, shop, sign_in, more, field, why):
    sign_in("CSR")

    page = take(client, shop, **more)

    assert page.status_code == 422
    assert why in " ".join(page.context["form"].errors[field])
    assert not Order.objects.exists()


def test_a_draft_shows_its_tenders_again(client, shop, sign_in):
    sign_in("CSR")
    take(client, shop, tender="check", amount="10", tender_2="transfer")

    page = client.get(reverse("admin:orders_order_draft", args=[Order.objects.get().pk]))

    form = page.context["form"]
    assert (form["tender"].value(), form["amount"].value(), form["tender_2"].value()) == ("check", 10, "transfer")
    assert '<details class="oms-more" open>' in page.content.decode()


def test_a_second_card_without_a_token_needs_an_address_for_the_link(client, shop, sign_in):
    sign_in("CSR")

    page = take(client, shop, tender="check", amount="10", tender_2="card", email="")

    assert "pay link goes by e-mail" in " ".join(page.context["form"].errors["email"])
