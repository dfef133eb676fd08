"""Undo and the worker reach for the same act: one of them has it; with the guard off, both would."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.selectors import actor_of
from core.actors import SYSTEM
from core.effects import drain
from core.models import Effect, Event
from core.services import withdrawing
from core.services.withdrawing import TooLate
from orders.intake.reference import forget_reference
from orders.models import Order
from orders.services.calling_off import ask_to_cancel
from orders.services.undoing import undo_act
from orders.tests.factories import open_shop, placed_order
from tests.races.crowd import all_at_once
from tests.races.rival import Rival, before

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 12


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    settings.OMS_UNDO_SECONDS = 20
    forget_reference()
    yield open_shop(stock=100)
    forget_reference()


@pytest.fixture
def anna(transactional_db):
    return actor_of(User.objects.create_superuser(username="anna", first_name="Anna", password="x"))


def asked(shop, anna) -> Effect:
    """A cancel whose time has come, with no worker there yet."""
    order = placed_order(shop)
    ask_to_cancel(order_id=order.pk, actor=anna, reason="Found it elsewhere")
    waiting = Effect.objects.filter(order_id=order.pk, task="orders.tasks.cancel_later")
    waiting.update(run_after=timezone.now() - timedelta(hours=1))
    return waiting.get()


def undo(effect):
    return undo_act(order_id=effect.order_id, effect_id=effect.pk, actor=SYSTEM)


def ending(effect) -> tuple[str, str, set[str]]:
    order = Order.objects.get(pk=effect.order_id)
    told = Event.objects.filter(order_id=order.pk, name__in=["orders.act_made", "orders.act_withdrawn"])
    return order.state, Effect.objects.get(pk=effect.pk).state, set(told.values_list("name", flat=True))


def test_undo_and_the_worker_at_once_make_one_ending(shop, anna):
    endings = []
    for _ in range(ROUNDS):
        effect = asked(shop, anna)
        outcome, _ = all_at_once([lambda effect=effect: undo(effect), drain])
        endings.append((isinstance(outcome, TooLate), *ending(effect)))

    late = (True, "canceled", "done", {"orders.act_made"})
    in_time = (False, "placed", "withdrawn", {"orders.act_withdrawn"})
    assert [one for one in endings if one not in (late, in_time)] == []


def test_two_people_undo_once(shop, anna):
    effect = asked(shop, anna)

    outcomes = all_at_once([lambda: undo(effect), lambda: undo(effect)])

    assert [type(one) for one in outcomes].count(TooLate) == 1
    assert ending(effect) == ("placed", "withdrawn", {"orders.act_withdrawn"})


def test_a_worker_that_comes_just_before_the_undo_wins(shop, anna, monkeypatch, hands):
    effect = asked(shop, anna)
    rival = Rival(hands[1], drain)
    before(monkeypatch, withdrawing, "unbegun", rival)

    with pytest.raises(TooLate):
        undo(effect)

    assert rival.result.is_empty
    assert ending(effect) == ("canceled", "done", {"orders.act_made"})


def test_without_the_guard_a_cancel_is_both_undone_and_made(shop, anna, monkeypatch, hands):
    effect = asked(shop, anna)
    monkeypatch.setattr(withdrawing, "unbegun", lambda effect_id: Effect.objects.filter(pk=effect_id))
    rival = Rival(hands[1], drain)
    before(monkeypatch, withdrawing, "unbegun", rival)

    undo(effect)

    assert rival.result.is_empty
    state, _, told = ending(effect)
    assert (state, told) == ("canceled", {"orders.act_made", "orders.act_withdrawn"})
