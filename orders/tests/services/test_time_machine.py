"""The fold of all that was told of an order is the order."""

import random
from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.effects import drain
from core.errors import OmsError
from core.selectors.packed import all_events
from orders.models import Order
from orders.models.line import QUANTITIES
from orders.selectors.time_machine import fold, plain
from orders.services.canceling import cancel_lines, cancel_order
from orders.services.completing import complete_order, reopen_order
from orders.services.confirming import confirm_order
from orders.services.holding import hold_order, release_hold
from orders.services.recording.counts import record_open
from orders.services.recording.credit import record_credit
from orders.services.recording.floor import record_packed, record_picked, record_release
from orders.services.recording.funds import Funds, record_funds
from orders.services.recording.returning import record_return_received, record_return_requested
from orders.services.recording.risk import record_risk
from orders.services.recording.road import record_delivery, record_found, record_lost
from orders.services.reinstating import reinstate_order
from orders.tests.factories import claims_of, dispatched_order, placed_order
from orders.told import TOLD

pytestmark = pytest.mark.django_db


def present(order: Order) -> dict[str, str]:
    """Everything about the row that the timeline tells."""
    order = Order.objects.get(pk=order.pk)
    values = {name: getattr(order, name) for name in TOLD}
    for line in order.lines.all():
        values |= {f"line {line.position} {name}": getattr(line, name) for name in QUANTITIES}
    return {name: plain(value) for name, value in values.items()}


def expected(order: Order, at_first: dict[str, str]) -> dict[str, str]:
    """The row as the fold of its events says, and as it was at first in what they never speak of."""
    told = fold(all_events(order.pk))
    return {name: plain(told[name]) if name in told else first for name, first in at_first.items()}


def steps(shop, dice: random.Random):
    """What may happen to an order, each with its refusals."""

    def line(order):
        return dice.choice(list(order.lines.all()))

    funds = [
        Funds(authorized=Decimal(1)),
        Funds(captured=Decimal(5), authorized=Decimal(9)),
        Funds(),
        Funds(failed=True),
        Funds(disputed=True),
    ]
    return {
        "fund": lambda o: record_funds(order_id=o.pk, funds=Funds(authorized=o.total), actor=SYSTEM),
        "pay": lambda o: record_funds(order_id=o.pk, funds=Funds(authorized=o.total, captured=o.total), actor=SYSTEM),
        "other funds": lambda o: record_funds(order_id=o.pk, funds=dice.choice(funds), actor=SYSTEM),
        "risk": lambda o: record_risk(order_id=o.pk, score=3, verdict="pass", reason="", actor=SYSTEM),
        "confirm": lambda o: confirm_order(order_id=o.pk, actor=SYSTEM),
        "hold": lambda o: hold_order(order_id=o.pk, kind="manual", reason="", actor=SYSTEM),
        "free": lambda o: [
            release_hold(hold_id=hold.pk, actor=SYSTEM) for hold in o.holds.filter(released_at=None)[:1]
        ],
        "release": lambda o: record_release(order_id=o.pk, units=claims_of(o), actor=SYSTEM),
        "pick": lambda o: record_picked(order_id=o.pk, units=claims_of(o), actor=SYSTEM),
        "pack": lambda o: record_packed(order_id=o.pk, units=claims_of(o), actor=SYSTEM),
        "fewer": lambda o: cancel_lines(order_id=o.pk, units={line(o).pk: 1}, actor=SYSTEM, reason="x"),
        "cancel": lambda o: cancel_order(order_id=o.pk, actor=SYSTEM, reason="x"),
        "reinstate": lambda o: reinstate_order(order_id=o.pk, actor=SYSTEM, reason="x"),
        "deliver": lambda o: record_delivery(order_id=o.pk, parcel_id=1, units={line(o).pk: 1}, actor=SYSTEM),
        "lose": lambda o: record_lost(order_id=o.pk, parcel_id=2, units={line(o).pk: 1}, actor=SYSTEM),
        "find": lambda o: record_found(order_id=o.pk, parcel_id=2, units={line(o).pk: 1}, actor=SYSTEM),
        "back": lambda o: record_return_requested(order_id=o.pk, units={line(o).pk: 1}, actor=SYSTEM),
        "came": lambda o: record_return_received(
            order_id=o.pk, units={line(o).pk: 1}, was_requested=True, actor=SYSTEM
        ),
        "credit": lambda o: record_credit(order_id=o.pk, amount=Decimal(1), reason="x", actor=SYSTEM),
        "open": lambda o: record_open(order_id=o.pk, cases=dice.randrange(2), parcels=dice.randrange(2), actor=SYSTEM),
        "complete": lambda o: complete_order(order_id=o.pk, actor=SYSTEM),
        "reopen": lambda o: reopen_order(order_id=o.pk, actor=SYSTEM, reason="x"),
        "receive": lambda o: shop.receive(2),
    }


@pytest.mark.parametrize("seed", range(6))
def test_the_fold_of_all_events_is_the_order_after_whatever_happens_to_it(shop, seed):
    dice = random.Random(seed)
    start = dispatched_order if seed % 2 else placed_order
    order, made = start(shop, {0: dice.choice([2, 8, 12]), 1: 2}), []
    at_first, acts = present(order), steps(shop, dice)
    for _ in range(30):
        name = dice.choice(list(acts))
        order = Order.objects.get(pk=order.pk)
        try:
            acts[name](order)
        except OmsError:
            continue
        made.append(name)
        drain()
        assert expected(order, at_first) == present(order), made

    assert len(made) > 5
