"""The office sees what a customer was asked and chose, answers for them, and offers other goods."""

import pytest
from django.urls import reverse

from orders.models import DelayChoice, Order
from orders.tests.factories import placed_order
from orders.tests.late import late_order, may_replace, question

pytestmark = pytest.mark.django_db


def page(client, order: Order) -> str:
    return client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()


def move(order: Order, name: str) -> str:
    return reverse("admin:orders_order_move", args=[order.pk, name])


def test_the_page_shows_the_open_question_and_then_the_answer(client, shop, sign_in):
    sign_in("CSR")
    order = late_order(shop)
    assert "Waiting for the customer" in page(client, order)

    sent = client.post(move(order, "answer_choice"), {"answer": "cancel_rest", "reason": "by phone"})

    assert sent.status_code == 302
    shown = page(client, order)
    assert "Cancel what is late. by phone" in shown
    assert "Waiting for the customer" not in shown
    assert move(order, "answer_choice") not in shown
    assert order.lines.get(position=1).canceled == 2


def test_an_answer_for_the_customer_needs_to_say_how_they_told(client, shop, sign_in):
    sign_in("CSR")
    order = late_order(shop)

    assert client.post(move(order, "answer_choice"), {"answer": "wait"}).status_code == 422
    assert question(order).answer == ""


def test_other_goods_agreed_to_by_phone_are_kept_with_the_words(client, shop, sign_in):
    sign_in("CSR")
    may_replace(shop)
    order = late_order(shop)
    line = order.lines.get(position=1)
    assert "Instead of 2 × Product 1" in client.get(move(order, "answer_choice")).content.decode()

    values = {"answer": "substitute", f"instead_{line.pk}": "SKU-3", "reason": "by phone"}
    client.post(move(order, "answer_choice"), values)

    assert order.lines.get(position=3).sku.code == "SKU-3"
    assert "2 × Product 3 (SKU-3)" in question(order).consent


def test_offered_goods_wait_for_the_customer(client, shop, sign_in):
    sign_in("CSR")
    order = late_order(shop)
    line = order.lines.get(position=1)

    sent = client.post(move(order, "offer_substitute"), {"line_id": line.pk, "sku_code": "SKU-3"})

    assert sent.status_code == 302
    assert question(order).offers == {str(line.pk): ["SKU-3"]}
    assert order.lines.count() == 2
    assert "Offered to the customer" in page(client, order)


def test_a_picker_neither_answers_nor_offers(client, shop, sign_in):
    sign_in("Warehouse")
    order = late_order(shop)

    for name in ("answer_choice", "offer_substitute"):
        assert client.get(move(order, name)).status_code == 403
    assert DelayChoice.objects.get().answer == ""


@pytest.mark.parametrize("late", ["asked", "past"])
def test_the_list_finds_who_waits(client, shop, sign_in, late):
    sign_in("CSR")
    order = late_order(shop)
    other = placed_order(shop, {1: 1})
    order.lines.update(promise_on="2020-01-01")

    shown = client.get(reverse("admin:orders_order_changelist"), {"late": late}).content.decode()

    assert order.number in shown
    assert other.number not in shown


def test_the_page_of_a_late_order_needs_at_most_twenty_five_queries(
    client, shop, sign_in, django_assert_max_num_queries
):
    sign_in("CSR")
    order = late_order(shop)
    client.post(move(order, "answer_choice"), {"answer": "wait", "reason": "by phone"})
    page(client, order)

    with django_assert_max_num_queries(25):
        page(client, order)
