"""When goods come later, the customer's page asks, and does what is chosen."""

import re

import pytest

from core.actors import SYSTEM
from orders.models import Order
from orders.services.changing import open_change
from orders.services.filling import fill_backorders
from orders.tests.late import broken_books, late_order, may_replace, question

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("answer", "state", "canceled"),
    [("wait", "confirmed", 0), ("cancel_rest", "confirmed", 2), ("cancel_order", "canceled", 12)],
)
def test_each_answer_is_offered_done_and_thanked_for(shop, holder_of, answer, state, canceled):
    holder = holder_of(late_order(shop))
    assert f'value="{answer}"' in holder.see()

    sent = holder.send("choose", choice=question(holder.order).pk, answer=answer)

    assert (sent.status_code, sent["Location"].partition("?")[2]) == (303, "told=choose#choice")
    order = Order.objects.get()
    assert (order.state, order.lines.get(position=1).canceled) == (state, canceled)
    assert question(order).answered_by.startswith("customer")
    assert "You chose:" in holder.see()
    assert broken_books() == {}


def test_what_is_there_is_sent_on_request(shop, holder_of):
    holder = holder_of(late_order(shop, ship_policy="ship_complete"))

    holder.send("choose", choice=question(holder.order).pk, answer="ship_part")

    assert Order.objects.get().ship_policy == "as_available"


def test_other_goods_are_taken_as_they_were_shown(shop, holder_of):
    may_replace(shop)
    holder = holder_of(late_order(shop))
    page, line = holder.see(), holder.order.lines.get(position=1)
    assert "2 × Product 3, at most €10.00 each" in page
    value = re.search(r'value="(SKU-3\|[^"]+)"', page)[1]

    holder.send("choose", choice=question(holder.order).pk, answer="substitute", **{f"instead_{line.pk}": value})

    order = Order.objects.get()
    assert (order.total, order.lines.get(position=3).sku.code) == (holder.order.total, "SKU-3")
    assert question(order).consent == "Instead of 2 × Product 1: 2 × Product 3, at most €10.00 each."
    assert broken_books() == {}


@pytest.mark.parametrize("value", ["SKU-3|0.01", "SKU-3|NaN", "SKU-3|-1", "SKU-2|10.000000", ""])
def test_a_forged_price_or_sku_changes_nothing(shop, holder_of, value):
    may_replace(shop)
    holder = holder_of(late_order(shop))
    line = holder.order.lines.get(position=1)

    sent = holder.send("choose", choice=question(holder.order).pk, answer="substitute", **{f"instead_{line.pk}": value})

    assert sent.status_code == 422
    assert Order.objects.get().lines.count() == 2


def test_goods_that_came_first_are_told_and_nothing_is_canceled(shop, holder_of):
    holder = holder_of(late_order(shop))
    asked = question(holder.order).pk
    shop.receive(5)
    fill_backorders(level_id=shop.level().pk)

    sent = holder.send("choose", choice=asked, answer="cancel_rest")

    assert sent.status_code == 409
    assert "the goods have come" in sent.content.decode()
    assert 'name="answer"' not in holder.see()


def test_a_second_other_answer_is_told_what_was_chosen(shop, holder_of):
    holder = holder_of(late_order(shop))
    asked = question(holder.order).pk
    holder.send("choose", choice=asked, answer="wait")

    assert holder.send("choose", choice=asked, answer="wait").status_code == 303
    sent = holder.send("choose", choice=asked, answer="cancel_order")

    assert sent.status_code == 409
    assert "something else before" in sent.content.decode()
    assert Order.objects.get().state == "confirmed"


def test_a_link_answers_no_question_of_another_order(shop, holder_of):
    asked = question(late_order(shop)).pk
    shop.receive(20)
    holder = holder_of(late_order(shop, {2: 1}))

    assert holder.send("choose", choice=asked, answer="cancel_order").status_code == 404


def test_a_german_customer_is_asked_in_german_with_the_cause(shop, holder_of):
    order = late_order(shop)
    order.customer.locale = "de"
    order.customer.save()

    page = holder_of(order).see()

    for words in ("Was sollen wir tun?", "Stornieren, was später kommt", "Unser Lieferant liefert später", " statt "):
        assert words in page


def test_the_question_needs_a_bounded_number_of_queries(shop, holder_of, django_assert_max_num_queries):
    may_replace(shop)
    holder = holder_of(late_order(shop))
    holder.see()

    with django_assert_max_num_queries(32):
        holder.see()


def test_while_a_colleague_edits_the_order_other_goods_wait_a_moment(shop, holder_of):
    may_replace(shop)
    holder = holder_of(late_order(shop))
    value = re.search(r'value="(SKU-3\|[^"]+)"', holder.see())[1]
    line = holder.order.lines.get(position=1)
    open_change(order_id=holder.order.pk, actor=SYSTEM)

    sent = holder.send("choose", choice=question(holder.order).pk, answer="substitute", **{f"instead_{line.pk}": value})

    assert sent.status_code == 409
    assert "changing this order right now" in sent.content.decode()
    assert question(holder.order).answer == ""
