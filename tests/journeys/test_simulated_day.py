"""The demo house and a day played in it, against the real outside."""

import pytest

from core.effects import drain
from core.models import Event
from desk.demo.seeding import is_seeded, seed_base
from desk.simulation.causes import FOR_A_PERSON, STUCK, UNDER_WAY, account_for
from desk.simulation.incidents import have_incidents
from desk.simulation.running import DRAIN_QUEUES, Day, play
from desk.simulation.script import Script
from orders.intake.reference import forget_reference
from orders.models import Order
from payments.models import CreditGrant, MoneyTask, RiskReview
from shipping.models import DeliveryException

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def house(outside):
    forget_reference()
    seed_base(seed=1)
    yield
    forget_reference()


def day(orders: int, *, until_idle: bool) -> Day:
    return Day(orders=orders, seed=1, speed=0, until_idle=until_idle, max_seconds=120)


def test_the_house_is_made_once(house):
    assert is_seeded()
    assert seed_base(seed=1) is False


def test_everybody_works_until_every_order_is_done_or_waits_for_a_person(house, books):
    done = play(day(12, until_idle=True), tell=print)

    account = account_for()
    assert done["ordered"] == account.orders == 12
    assert account.count(STUCK) == account.count(UNDER_WAY) == 0
    assert account.completed + account.canceled + account.count(FOR_A_PERSON) == 12
    assert account.completed >= 8
    assert books() == {}


def waiting_money() -> set[str]:
    return set(MoneyTask.objects.filter(closed_at=None).values_list("kind", flat=True))


def test_a_demo_day_leaves_orders_in_many_states_and_money_astray_on_every_desk_once(house, books):
    play(day(24, until_idle=False), tell=print)

    assert Order.objects.values("display_status").distinct().count() >= 5
    assert Event.objects.filter(name="orders.completed").exists()
    assert play(day(0, until_idle=False), tell=print)["ordered"] == 0
    wanted = {"late_payment", "bank_line", "dispute", "failed_refund", "payout_break"}
    # On a slow machine the day ends before the last story does.
    for _ in range(20):
        if waiting_money() >= wanted and DeliveryException.objects.count() > 2:
            break
        have_incidents(Script(1, is_thorough=False))
        drain(DRAIN_QUEUES, budget_seconds=10)

    assert waiting_money() >= wanted
    assert set(DeliveryException.objects.values_list("kind", flat=True)) >= {"damaged", "lost", "address_unknown"}
    assert RiskReview.objects.filter(finished_at=None).exists()
    assert CreditGrant.objects.filter(state="waiting").count() == 1
    assert have_incidents(Script(1, is_thorough=False)) == 0
    assert books() == {}
