"""When goods come later, the customer chooses; each answer is done once, while there is something to choose."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Event, EventNote
from orders.errors import ChoiceMade
from orders.intake.requests import DiscountRequest
from orders.models import DelayChoice, Order
from orders.selectors.choices import instead_of
from orders.services.answering import answer_choice
from orders.services.canceling import cancel_order
from orders.services.changing import open_change
from orders.services.filling import fill_backorders
from orders.services.substituting import Pick, offer_substitute
from orders.tests.factories import placed_order
from orders.tests.late import CUSTOMER, broken_books, late_order, may_replace, pick, question

pytestmark = pytest.mark.django_db


def answered(order: Order, answer: str, **more) -> Order:
    answer_choice(choice_id=question(order).pk, answer=answer, actor=CUSTOMER, **more)
    assert broken_books() == {}
    return Order.objects.get(pk=order.pk)


def told(order: Order, name: str) -> int:
    return Event.objects.filter(order_id=order.pk, name=f"orders.{name}").count()


def refused(order: Order, answer: str = "cancel_rest") -> MoveRefused:
    with pytest.raises(MoveRefused) as refusal:
        answer_choice(choice_id=question(order).pk, answer=answer, actor=CUSTOMER)
    assert question(order).answer == ""
    return refusal.value


def test_a_slip_asks_one_question_with_its_cause_and_what_can_be_chosen(shop):
    order = late_order(shop, ship_policy="ship_complete")

    asked = question(order)

    assert asked.options == ["wait", "ship_part", "substitute", "cancel_rest", "cancel_order"]
    assert (asked.cause, asked.owed, asked.promise_on) == ("supply_late", order.lines.get(position=1).backordered,
                                                           order.lines.get(position=1).promise_on)  # fmt: skip
    assert asked.line_ids == [order.lines.get(position=1).pk]
    assert told(order, "choice_asked") == 1


def test_several_lines_that_slip_at_once_are_one_question(shop):
    from_one_sku = {"lines": [*shop.request({0: 12}).lines, *shop.request({0: 3}).lines]}
    order = late_order(shop, **from_one_sku)

    assert DelayChoice.objects.count() == told(order, "choice_asked") == 1
    assert len(question(order).line_ids) == 2


def test_no_question_without_a_slip(shop):
    placed_order(shop, {0: 12})

    assert not DelayChoice.objects.exists()


def test_who_waits_changes_nothing_but_the_record(shop):
    order = late_order(shop)
    before = Order.objects.values("version", "total", "ship_policy").get()

    answered(order, "wait")

    assert Order.objects.values("version", "total", "ship_policy").get() == before
    asked = question(order)
    assert (asked.answer, asked.answered_by) == ("wait", "customer:1")
    assert Event.objects.get(order_id=order.pk, name="orders.choice_answered").actor == "customer:1"
    assert EventNote.objects.filter(text="Wait.").count() == 1


def test_what_is_there_ships_when_the_customer_says_so(shop):
    order = answered(late_order(shop, ship_policy="ship_complete"), "ship_part")

    assert order.ship_policy == "as_available"
    assert told(order, "partial_shipping_agreed") == told(order, "choice_answered") == 1


def test_only_what_is_late_is_canceled_and_its_money_is_no_longer_owed(shop):
    order = answered(late_order(shop), "cancel_rest")

    line = order.lines.get(position=1)
    assert (line.allocated, line.backordered, line.canceled) == (10, 0, 2)
    assert (order.state, order.total) == ("confirmed", Decimal("150.0000"))
    assert (shop.level().allocated, shop.level().backordered) == (10, 0)
    assert told(order, "lines_canceled") == 1


def test_the_whole_order_is_canceled_when_the_customer_says_so(shop):
    order = answered(late_order(shop), "cancel_order")

    assert (order.state, order.total) == ("canceled", 0)


def test_other_goods_come_instead_at_the_lower_price_and_the_words_are_kept(shop):
    may_replace(shop)
    order = late_order(shop)
    line, before = order.lines.get(position=1), order.total

    order = answered(order, "substitute", picks={line.pk: pick()}, consent="Instead of 2 × Product 1: 2 × Product 3.")

    line.refresh_from_db()
    added = order.lines.get(position=3)
    assert (line.backordered, line.canceled) == (0, 2)
    assert (added.sku, added.ordered, added.allocated, added.backordered) == (shop.skus[2], 2, 2, 0)
    assert (added.unit_price, added.list_price, order.total) == (10, 30, before)
    assert question(order).consent == "Instead of 2 × Product 1: 2 × Product 3."
    assert told(order, "changed") == told(order, "choice_answered") == 1


def test_cheaper_goods_make_the_order_cheaper(shop):
    may_replace(shop)
    shop.skus[2].prices.update(amount=4)
    order = late_order(shop)
    before = order.total

    order = answered(order, "substitute", picks={order.lines.get(position=1).pk: pick(price="4.000000")})

    assert order.total == before - 2 * 6 * Decimal("1.2")


@pytest.mark.parametrize("off", [{"percent": Decimal(10)}, {"amount": Decimal(30)}])
@pytest.mark.parametrize("on_line", [True, False])
def test_a_discount_never_makes_other_goods_dearer(shop, off, on_line):
    may_replace(shop)
    discounts = [DiscountRequest(label="Off", **off)]
    lines = shop.request({0: 12, 1: 1}).lines
    options = {"lines": [replace(lines[0], discounts=discounts), lines[1]]} if on_line else {"discounts": discounts}
    order = late_order(shop, **options)
    line, before = order.lines.get(position=1), order.total
    (offered,) = instead_of(order, question(order), list(order.lines.all()), timezone.now())[line.pk]

    order = answered(order, "substitute", picks={line.pk: Pick("SKU-3", offered.unit_price)})

    assert before - Decimal("0.10") <= order.total <= before


@pytest.mark.parametrize(
    "picked", [None, pick("SKU-3", "0.000000"), pick("SKU-2", "10.000000")], ids=["nothing", "for nothing", "unoffered"]
)
def test_nothing_is_taken_that_was_not_offered_at_that_price(shop, picked):
    may_replace(shop)
    order = late_order(shop)
    line = order.lines.get(position=1)
    wanted = {line.pk: picked} if picked else {}

    with pytest.raises(InvalidInput) as refusal:
        answer_choice(choice_id=question(order).pk, answer="substitute", picks=wanted, actor=CUSTOMER)

    assert refusal.value.context["field"] == "substitute"
    assert order.lines.count() == 2


def test_the_same_answer_twice_is_once_and_another_is_told_what_was_chosen_and_when(shop):
    order = late_order(shop)
    answered(order, "cancel_rest")
    answered(order, "cancel_rest")

    with pytest.raises(ChoiceMade) as refusal:
        answer_choice(choice_id=question(order).pk, answer="wait", actor=CUSTOMER)

    assert "“Cancel what is late” was chosen on" in refusal.value.message
    assert told(order, "choice_answered") == told(order, "lines_canceled") == 1


def test_goods_that_came_first_are_not_canceled_any_more(shop):
    order = late_order(shop)
    shop.receive(5)
    fill_backorders(level_id=shop.level().pk)

    assert [one.code for one in refused(order).blockers] == ["goods_there"]
    assert order.lines.get(position=1).canceled == 0


def test_an_order_that_is_over_has_nothing_to_choose(shop):
    order = late_order(shop)
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="asked for")

    assert [one.code for one in refused(order, "wait").blockers] == ["wrong_state"]


def test_after_its_time_a_question_stands_at_waiting(shop):
    order = late_order(shop)
    DelayChoice.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert [one.code for one in refused(order).blockers] == ["too_late"]


def test_other_goods_wait_while_a_colleague_edits_the_order(shop):
    may_replace(shop)
    order = late_order(shop)
    open_change(order_id=order.pk, actor=SYSTEM)

    with pytest.raises(MoveRefused) as refusal:
        answer_choice(
            choice_id=question(order).pk, answer="substitute", picks={order.lines.get(position=1).pk: pick()},
            actor=CUSTOMER,
        )  # fmt: skip

    assert [one.code for one in refusal.value.blockers] == ["change_open"]


def test_staff_answers_for_the_customer_with_the_right_and_a_reason(shop):
    order = late_order(shop)
    rep = Actor(kind="user", reference="7", rights=frozenset({"orders.change_delaychoice"}))
    asked = question(order).pk

    with pytest.raises(NotPermitted):
        answer_choice(choice_id=asked, answer="wait", actor=Actor(kind="user", reference="8"), reason="by phone")
    with pytest.raises(InvalidInput):
        answer_choice(choice_id=asked, answer="wait", actor=rep)
    answer_choice(choice_id=asked, answer="wait", actor=rep, reason="by phone")

    assert question(order).answered_by == "user:7"
    assert EventNote.objects.filter(text="Wait. by phone").count() == 1


def test_an_offer_of_staff_changes_nothing_before_the_customer_agrees(shop):
    order = late_order(shop)
    line, first = order.lines.get(position=1), question(order)

    offer_substitute(order_id=order.pk, line_id=line.pk, sku_code="SKU-3", actor=SYSTEM)

    first.refresh_from_db()
    assert first.superseded_at is not None
    assert [one.sku_id for one in order.lines.all()] == [shop.skus[0].pk, shop.skus[1].pk]
    assert told(order, "choice_asked") == 2
    order = answered(order, "substitute", picks={line.pk: pick()})
    assert order.lines.get(position=3).sku == shop.skus[2]


@pytest.mark.parametrize("code", ["SKU-1", "NO-SUCH"])
def test_what_cannot_come_instead_is_not_offered(shop, code):
    order = late_order(shop)

    with pytest.raises(InvalidInput):
        offer_substitute(order_id=order.pk, line_id=order.lines.get(position=1).pk, sku_code=code, actor=SYSTEM)

    assert DelayChoice.objects.count() == 1
