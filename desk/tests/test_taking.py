"""Taking an order: what it costs is seen while it is typed, by the code that places it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from customers.models import Customer
from customers.tests.factories import CustomerFactory
from orders.models import Order
from orders.tests.factories import placed_order
from orders.tests.voucher_factories import VoucherFactory


def typed(shop, *units: int, **more) -> dict:
    """The form as a browser sends it, one line for each number of units."""
    lines = {"lines-TOTAL_FORMS": len(units) + 1, "lines-INITIAL_FORMS": 0}
    for number, count in enumerate(units):
        lines |= {f"lines-{number}-sku": shop.skus[number].pk, f"lines-{number}-quantity": count}
    return {
        **lines, "channel": shop.channel.pk, "intake": "phone", "tender": "transfer", "shipping_method": "standard",
        "name": "Ada Lovelace", "line1": "Street 1", "city": "Berlin", "postal_code": "10115", "country": "DE", **more,
    }  # fmt: skip


def quoted(client, form: dict) -> str:
    answer = client.post(reverse("desk:quote"), form)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("more", [{}, {"voucher_codes": "TEN"}])
def test_what_is_quoted_is_what_is_placed(client, shop, sign_in, more):
    VoucherFactory(code="TEN")
    sign_in("CSR")
    form = typed(shop, 2, 1, **more)

    card = quoted(client, form)
    client.post(reverse("admin:orders_order_add"), {**form, "place": "1"})

    order = Order.objects.get()
    assert order.state == "placed"
    assert f'id="quote-total">€{order.total:.2f}<' in card
    assert f"{order.promised_on:%A} {order.promised_on.day} {order.promised_on:%B}" in card


def test_goods_that_are_short_say_how_many_wait(client, shop, sign_in):
    sign_in("CSR")

    card = quoted(client, typed(shop, 12))

    assert "10 in stock, 2 to wait for" in card
    assert Order.objects.count() == 0


def test_a_half_typed_form_is_priced_and_what_is_wrong_is_said(client, shop, sign_in):
    sign_in("CSR")

    without_address = quoted(client, typed(shop, 1, line1="", city="", country="", name=""))
    wrong_voucher = quoted(client, typed(shop, 1, voucher_codes="NEVER"))
    nothing = quoted(client, {"lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0})

    assert "No address yet" in without_address
    assert "quote-total" in without_address
    assert "NEVER" in wrong_voucher
    assert "quote-total" not in wrong_voucher
    assert "Choose a channel" in nothing


def test_a_known_customer_is_offered_the_last_address(client, shop, sign_in):
    placed_order(shop)
    sign_in("CSR")

    card = quoted(client, typed(shop, 1, customer=Customer.objects.get().pk, line1="", city="", country=""))

    assert 'data-line1="Unter den Linden 1"' in card


def test_a_quote_needs_the_right_and_few_queries(client, shop, sign_in, django_assert_max_num_queries):
    sign_in("CSR")
    form = typed(shop, 1, 1, 1)
    quoted(client, form)
    with django_assert_max_num_queries(25):
        quoted(client, form)

    sign_in("Warehouse")
    assert client.post(reverse("desk:quote"), form).status_code == 403


@pytest.mark.parametrize(("typed_price", "net"), [("119", "99.166667"), ("8.123", "6.769167")])
def test_a_price_by_hand_of_a_customer_without_tax_stays_however_often_the_draft_is_saved(
    client, shop, sign_in, typed_price, net
):
    shop.channel.prices_include_tax = True
    shop.channel.save()
    exempt = CustomerFactory(is_tax_exempt=True)
    sign_in("Manager")
    by_hand = {"lines-0-unit_price": typed_price, "lines-0-price_reason": "Agreed"}
    client.post(reverse("admin:orders_order_add"), typed(shop, 3, customer=exempt.pk, name="", **by_hand))
    draft = Order.objects.get()
    before = (draft.lines.get().unit_price, draft.total)

    for _ in range(2):
        page = client.get(reverse("admin:orders_order_draft", args=[draft.pk]))
        forms = (page.context["form"], *page.context["lines"])
        shown = {field.html_name: field.value() for form in forms for field in form}
        counts = {"lines-TOTAL_FORMS": 2, "lines-INITIAL_FORMS": 1}
        filled = {name: value for name, value in shown.items() if value not in (None, False)}
        client.post(reverse("admin:orders_order_draft", args=[draft.pk]), {**filled, **counts, "po_number": "7"})

    draft.refresh_from_db()
    assert draft.po_number == "7"
    assert Decimal(shown["lines-0-unit_price"]) == Decimal(typed_price)
    assert (draft.lines.get().unit_price, draft.total) == before
    assert before[0] == Decimal(net)


def test_a_refusal_stands_at_the_field_it_is_about(client, shop, sign_in):
    sign_in("CSR")

    answer = client.post(reverse("admin:orders_order_add"), typed(shop, 1, vat_id="DE0", place="1"))

    assert answer.context["form"].errors["vat_id"]
    assert not Order.objects.exists()


def test_an_order_its_customer_has_no_number_for_stays_a_draft_and_says_so(client, shop, sign_in):
    sign_in("CSR")
    business = CustomerFactory(requires_po_number=True)

    form = typed(shop, 1, customer=business.pk, place="1")
    answer = client.post(reverse("admin:orders_order_add"), form, follow=True)

    assert "needs an order number of its own" in answer.content.decode()
    assert Order.objects.get().state == "draft"
