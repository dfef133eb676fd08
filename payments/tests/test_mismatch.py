"""A gateway that moves another amount than it was asked for: a person gets both amounts."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.models import Effect
from orders.tests import factories as order_factories
from payments.models import MoneyTask, PaymentTransaction, TaskKind
from payments.services.working import close_task
from payments.tests.factories import ask_about_everything, confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db


def test_another_amount_than_was_asked_is_put_before_a_person_with_both_amounts(shop, gateway):
    order = confirmed_by_workers(shop)
    gateway.break_once("capture", "moves_less")

    order = ship(order, {1: 1}, 1)

    task = MoneyTask.objects.get(kind=TaskKind.CONTRADICTION)
    assert ("€18.00" in task.facts, "€17.00" in task.facts, task.amount) == (True, True, Decimal(17))
    assert (order.captured_amount, gateway.truth()[1:]) == (0, [("capture", "17.00")])
    capture = PaymentTransaction.objects.get(kind="capture")
    assert (capture.outcome, capture.error) == ("unknown", "The gateway speaks of €17.00, asked were €18.00.")
    assert not Effect.objects.exclude(state="done").exists()


def test_a_silent_gateway_that_held_another_currency_is_told_when_it_is_asked(shop, gateway):
    gateway.break_once("authorize", "moves_other_currency")
    gateway.break_once("authorize", "error_after")

    order_factories.placed_order(shop)
    work()

    task = MoneyTask.objects.get(kind=TaskKind.CONTRADICTION)
    assert ("€18.00" in task.facts, "CHF" in task.facts) == (True, True)
    assert PaymentTransaction.objects.get().error.startswith("The gateway speaks of")


def test_what_a_person_decided_is_not_brought_up_again_when_the_gateway_is_asked(shop, gateway):
    order = confirmed_by_workers(shop)
    gateway.break_once("capture", "moves_less")
    ship(order, {1: 1}, 1)
    ask_about_everything()
    task = MoneyTask.objects.get(kind=TaskKind.CONTRADICTION)
    close_task(moneytask_id=task.pk, reason="The gateway paid the rest by hand.", actor=SYSTEM)

    ask_about_everything()

    assert not MoneyTask.objects.filter(kind=TaskKind.CONTRADICTION, closed_at=None).exists()
