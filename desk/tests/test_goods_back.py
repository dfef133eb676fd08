"""The demo's returns desk: some wait at each step, and all come to an end when everything is to be finished."""

import pytest

from desk.simulation.goods_back import work_returns
from desk.simulation.script import Script
from returns.models import Return, ReturnState
from returns.tests.factories import paid_and_delivered, requested_return

pytestmark = pytest.mark.django_db
OVER = {ReturnState.CLOSED, ReturnState.RESOLVED, ReturnState.REJECTED, ReturnState.EXPIRED}


@pytest.fixture
def returns(shop):
    wishes = ("refund", "store_credit", "repair", "exchange") * 3
    for parcel, wish in enumerate(wishes, start=1):
        shop.receive(2)
        requested_return(paid_and_delivered(shop, {0: 2}, parcel_id=parcel), 2, resolution=wish)


def test_in_a_demo_returns_wait_at_several_steps_and_end_in_several_ways(returns):
    script = Script(seed=7, is_thorough=False)
    for _ in range(4):
        work_returns(script)

    assert len(set(Return.objects.values_list("state", flat=True))) >= 4


def test_a_thorough_demo_leaves_no_return_open(returns):
    script = Script(seed=7, is_thorough=True)
    for _ in range(6):
        work_returns(script)

    assert set(Return.objects.values_list("state", flat=True)) <= OVER
    assert not Return.objects.filter(resolution="repair", goods_back_at=None, state=ReturnState.RESOLVED).exists()
