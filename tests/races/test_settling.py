"""Two clerks settle the same return: its value is credited once; with the lock off, twice."""

import threading
from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.errors import MoveRefused
from orders.intake.reference import forget_reference
from orders.models import Order
from orders.tests.factories import open_shop
from returns.models import Return
from returns.services import settling
from returns.services.settling import settle_return
from returns.tests.factories import inspected_return, paid_and_delivered
from tests.races.crowd import PATIENCE_SECONDS, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
CLERKS = 4


@pytest.fixture
def ret(settings):
    settings.OMS_WIRING = "returns.tests.wiring.WIRING"
    forget_reference()
    yield inspected_return(paid_and_delivered(open_shop(), {0: 4}), 1)
    forget_reference()


def settle_by_all(ret: Return) -> list:
    return all_at_once([lambda: settle_return(return_id=ret.pk, actor=SYSTEM) for _ in range(CLERKS)])


def test_one_clerk_settles_and_the_others_are_told(ret):
    outcomes = settle_by_all(ret)

    assert sum(isinstance(outcome, Return) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, MoveRefused) for outcome in outcomes) == CLERKS - 1
    assert Order.objects.get().credited_amount == Decimal("12.00")


def test_without_the_lock_the_return_is_credited_again(ret, monkeypatch):
    everybody_looked = threading.Barrier(CLERKS)

    def look_only(return_id: int) -> Return:
        seen = Return.objects.select_related("order__channel").get(pk=return_id)
        everybody_looked.wait(timeout=PATIENCE_SECONDS)
        return seen

    monkeypatch.setattr(settling, "lock_return", look_only)
    monkeypatch.setattr(settling, "_close_when_possible", lambda ret: False)

    settle_by_all(ret)

    assert Order.objects.get().credited_amount > Decimal("12.00")
