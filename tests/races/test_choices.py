"""The customer chooses while goods arrive or while somebody else answers: one is first, the other is told."""

import pytest

from core.errors import MoveRefused
from core.models import Event
from orders.errors import ChoiceMade
from orders.intake.reference import forget_reference, reference
from orders.models import Order, OrderLine
from orders.services import answering
from orders.services.answering import answer_choice
from orders.services.filling import fill_backorders
from orders.tests.factories import open_shop
from orders.tests.late import CUSTOMER, broken_books, late_order, question
from tests.races.hands import at_once
from tests.races.rival import Rival, after, before

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    shop = open_shop(skus=2, stock=10)
    reference()
    yield shop
    forget_reference()


def answer(order: Order, word: str):
    asked = question(order).pk
    return lambda: answer_choice(choice_id=asked, answer=word, actor=CUSTOMER)


def fill(shop):
    level_id = shop.level().pk
    return lambda: fill_backorders(level_id=level_id)


def times_answered() -> int:
    return Event.objects.filter(name="orders.choice_answered").count()


def look_at_order(order_id: int, **_: object) -> Order:
    return Order.objects.select_related("channel").get(pk=order_id)


def look_at_lines(order: Order) -> dict[int, OrderLine]:
    return {line.pk: line for line in OrderLine.objects.filter(order=order).select_related("order")}


def received(shop) -> Order:
    """A late order whose goods have just come in and are not given to anybody yet."""
    order = late_order(shop)
    shop.receive(5)
    return order


def test_goods_that_are_given_first_are_not_canceled(shop, hands, monkeypatch):
    order = received(shop)
    rival = Rival(hands[1], fill(shop))
    before(monkeypatch, answering, "lock_order", rival)

    mine = hands[0].start(answer(order, "cancel_rest")).result(20)

    assert rival.result == 1
    assert isinstance(mine, MoveRefused)
    assert (order.lines.get(position=1).allocated, order.lines.get(position=1).canceled) == (12, 0)
    assert broken_books() == {}


def test_goods_that_come_second_find_nobody_who_waits(shop, hands, monkeypatch):
    order = received(shop)
    rival = Rival(hands[1], fill(shop))
    after(monkeypatch, answering, "lock_lines", rival)

    mine = hands[0].start(answer(order, "cancel_rest")).result(20)

    assert (mine.answer, rival.result) == ("cancel_rest", 0)
    assert (order.lines.get(position=1).allocated, order.lines.get(position=1).canceled) == (10, 2)
    assert broken_books() == {}


def test_without_the_lock_goods_that_came_are_canceled(shop, hands, monkeypatch):
    order = received(shop)
    monkeypatch.setattr(answering, "lock_order", look_at_order)
    monkeypatch.setattr(answering, "lock_lines", look_at_lines)
    rival = Rival(hands[1], fill(shop))
    after(monkeypatch, answering, "lock_lines", rival)

    hands[0].start(answer(order, "cancel_rest")).result(20)

    assert rival.result == 1
    assert order.lines.get(position=1).canceled == 2


def test_of_two_answers_at_once_one_is_done_and_the_other_is_told_which(shop, hands):
    order = late_order(shop)

    outcomes = at_once(hands, [answer(order, "cancel_rest"), answer(order, "cancel_order")])

    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [ChoiceMade]
    assert times_answered() == 1
    assert Order.objects.get().state == ("canceled" if question(order).answer == "cancel_order" else "confirmed")
    assert broken_books() == {}


def test_the_same_answer_twice_at_once_is_once(shop, hands):
    order = late_order(shop)

    outcomes = at_once(hands, [answer(order, "cancel_rest")] * 2)

    assert [one.answer for one in outcomes] == ["cancel_rest", "cancel_rest"]
    assert times_answered() == 1
    assert order.lines.get(position=1).canceled == 2


def test_without_the_lock_two_answers_are_both_done(shop, hands, monkeypatch):
    order = late_order(shop)
    monkeypatch.setattr(answering, "lock_order", look_at_order)
    monkeypatch.setattr(answering, "lock_lines", look_at_lines)
    rival = Rival(hands[1], answer(order, "wait"))
    after(monkeypatch, answering, "lock_lines", rival)

    hands[0].start(answer(order, "cancel_rest")).result(20)

    assert not isinstance(rival.result, Exception)
    assert times_answered() == 2
