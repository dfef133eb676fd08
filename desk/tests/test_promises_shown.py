"""The promises of an order's lines as the page shows them."""

from datetime import timedelta

import pytest

from desk.panels.lines import line_rows
from orders.models import Order, PromiseCause
from orders.services.slipping import move_promise
from orders.tests.factories import delivered_order, open_shop, placed_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    return open_shop()


def rows(order: Order):
    return line_rows(order, list(order.lines.all()))


def test_every_slip_stands_with_its_cause(shop):
    order = placed_order(shop, {0: 1, 1: 1})
    line = order.lines.get(position=2)
    later = line.promise_on + timedelta(days=3)
    move_promise(order, line, later, cause=PromiseCause.SUPPLY_LATE)
    line.save(update_fields=["promise_on"])

    first, second = rows(order)

    assert not first.slips
    assert [(slip.to_on, slip.get_cause_display()) for slip in second.slips] == [(later, "Supply late")]


def test_what_arrived_says_when(shop):
    order = delivered_order(shop)

    assert rows(order)[0].line.delivered_at == order.delivered_at
