"""Exchanges, claims, returns and cancels of the same goods at once: one is first, and the books know it."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.errors import MoveRefused
from orders.errors import NotEnoughUnits
from orders.intake.reference import forget_reference, reference
from orders.models import Order, OrderLine
from orders.services import canceling
from orders.services.canceling import cancel_lines, cancel_order
from orders.tests.factories import dispatched_order, open_shop, placed_order
from payments.models import CreditAccount
from payments.tests.factories import ship, work
from returns import aftersale_locks, locks
from returns.errors import NotClaimable, NotReturnable
from returns.models import Claim, Exchange, Return
from returns.services import claiming, exchange_covering, exchange_deciding, requesting
from returns.services.claiming import open_claim
from returns.services.exchanging import request_exchange
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.settling import settle_return
from returns.tests.exchanges import again, broken, delivered_and_captured, exchanged
from tests.races.rival import Rival, after

pytestmark = pytest.mark.django_db(transaction=True)


def read_order(order_id: int, **_) -> Order:
    """Somebody looks at the order and locks nothing."""
    return Order.objects.select_related("channel").get(pk=order_id)


def read_lines(order: Order) -> dict[int, OrderLine]:
    lines = list(OrderLine.objects.filter(order=order).order_by("pk"))
    for line in lines:
        line.order = order
    return {line.pk: line for line in lines}


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "returns.tests.wiring.WIRING"
    forget_reference()
    shop = open_shop()
    reference()
    yield shop
    forget_reference()


@pytest.fixture
def rich_shop(gateway_simulator, settings):
    """A shop whose money is at the sandbox gateway."""
    settings.OMS_WIRING = "returns.tests.wiring.WITH_MONEY"
    settings.GATEWAY_URL = gateway_simulator.url
    forget_reference()
    shop = open_shop()
    reference()
    yield shop
    forget_reference()


def claim(order: Order) -> Claim:
    return open_claim(order_id=order.pk, kind="damaged", units={order.lines.get().pk: 1}, actor=SYSTEM)


def request_return(order: Order) -> Return:
    units = {order.lines.get().pk: 1}
    return requesting.request_return(order_id=order.pk, units=units, reason_code="other", actor=SYSTEM)


def test_a_unit_claimed_and_returned_at_once_is_claimed_alone(shop, hands, monkeypatch):
    order = dispatched_order(shop, {0: 1})
    rival = Rival(hands[1], lambda: request_return(order))
    after(monkeypatch, claiming, "claimable_units", rival)

    claim(order)

    assert isinstance(rival.result, NotReturnable)
    assert (order.lines.get().claimed, order.lines.get().return_requested) == (1, 0)


def test_a_unit_returned_and_claimed_at_once_is_returned_alone(shop, hands, monkeypatch):
    order = dispatched_order(shop, {0: 1})
    rival = Rival(hands[1], lambda: claim(order))
    after(monkeypatch, requesting, "returnable_units", rival)

    request_return(order)

    assert isinstance(rival.result, NotClaimable)
    assert (order.lines.get().claimed, order.lines.get().return_requested) == (0, 1)


def test_without_the_lock_both_pass_their_guard_and_the_second_runs_into_the_last_wall(shop, hands, monkeypatch):
    order = dispatched_order(shop, {0: 1})
    monkeypatch.setattr(claiming, "lock_order", read_order)
    monkeypatch.setattr(claiming, "lock_lines", read_lines)
    rival = Rival(hands[1], lambda: request_return(order))
    after(monkeypatch, claiming, "claimable_units", rival)

    with pytest.raises(NotEnoughUnits):
        claim(order)

    assert isinstance(rival.result, Return)
    assert not Claim.objects.exists()


def ready_to_settle(exchange: Exchange) -> int:
    receive_return(return_id=exchange.rma_id, actor=SYSTEM)
    line = exchange.rma.lines.get()
    judgments = {line.pk: [Judgment(disposition="restock", quantity=line.quantity)]}
    inspect_return(return_id=exchange.rma_id, judgments=judgments, actor=SYSTEM)
    return exchange.rma_id


def call_off(exchange: Exchange) -> Order:
    return cancel_order(order_id=exchange.replacement_id, actor=SYSTEM, reason="The customer called.")


def on_credit() -> Decimal:
    return sum(CreditAccount.objects.values_list("balance", flat=True), Decimal(0))


def test_a_new_order_canceled_while_its_goods_are_settled_gives_all_of_their_worth_back(rich_shop, hands, monkeypatch):
    exchange = exchanged(delivered_and_captured(rich_shop, {0: 1}))
    return_id = ready_to_settle(exchange)
    rival = Rival(hands[1], lambda: call_off(exchange))
    after(monkeypatch, exchange_covering, "lock_exchange", rival)

    settle_return(return_id=return_id, actor=SYSTEM)
    assert rival.result.state == "canceled"
    work()

    assert (Exchange.objects.get().taken_amount, on_credit()) == (Decimal(12), Decimal(12))
    assert again(exchange.order).refunded_amount == Decimal(12)
    assert broken() == {}


def test_without_the_lock_the_worth_moves_for_an_order_that_is_gone(rich_shop, hands, monkeypatch):
    exchange = exchanged(delivered_and_captured(rich_shop, {0: 1}))
    return_id = ready_to_settle(exchange)
    real, new_id = locks.lock_order, exchange.replacement_id

    def lock_the_first_only(order_id: int, **options) -> Order:
        return read_order(order_id) if order_id == new_id else real(order_id, **options)

    for place in (locks, aftersale_locks):
        monkeypatch.setattr(place, "lock_order", lock_the_first_only)
    rival = Rival(hands[1], lambda: call_off(exchange))
    after(monkeypatch, exchange_covering, "lock_exchange", rival)

    settle_return(return_id=return_id, actor=SYSTEM)
    assert rival.result.state == "canceled"
    work()

    assert (Exchange.objects.get().taken_amount, on_credit()) == (Decimal(0), Decimal(12))


def half_shipped(shop) -> Order:
    """Two lines; of the first a unit left and is paid, the second waits."""
    order = placed_order(shop, {0: 1, 1: 1})
    work()
    ship(order, {1: 1}, parcel_id=1)
    return again(order)


def exchange_first(order: Order) -> Exchange:
    line = order.lines.get(position=1)
    return request_exchange(order_id=order.pk, units={line.pk: 1}, reason_code="other", actor=SYSTEM)


def cancel_rest(order: Order) -> Order:
    line = order.lines.get(position=2)
    return cancel_lines(order_id=order.pk, units={line.pk: 1}, actor=SYSTEM, reason="Too late.")


def test_what_left_is_exchanged_while_the_rest_is_canceled(rich_shop, hands, monkeypatch):
    order = half_shipped(rich_shop)
    rival = Rival(hands[1], lambda: exchange_first(order))
    after(monkeypatch, canceling, "lock_lines", rival)

    cancel_rest(order)
    work()

    assert isinstance(rival.result, Exchange)
    assert [(line.return_requested, line.canceled) for line in order.lines.all()] == [(1, 0), (0, 1)]
    assert broken() == {}


def test_without_the_lock_the_cancel_forgets_what_the_exchange_changed_on_the_order(rich_shop, hands, monkeypatch):
    order = half_shipped(rich_shop)
    monkeypatch.setattr(canceling, "lock_order", read_order)
    monkeypatch.setattr(canceling, "lock_lines", read_lines)
    rival = Rival(hands[1], lambda: exchange_first(order))
    after(monkeypatch, canceling, "lock_lines", rival)

    cancel_rest(order)

    assert isinstance(rival.result, Exchange)
    assert broken() != {}


def test_two_clerks_who_approve_one_exchange_place_one_order(rich_shop, hands, monkeypatch):
    order = delivered_and_captured(rich_shop, {0: 1})
    exchange = exchange_first(order)
    rival = Rival(hands[1], lambda: exchange_deciding.approve_exchange(exchange_id=exchange.pk, actor=SYSTEM))
    after(monkeypatch, exchange_deciding, "lock_exchange", rival)

    exchange_deciding.approve_exchange(exchange_id=exchange.pk, actor=SYSTEM)
    work()

    assert isinstance(rival.result, MoveRefused)
    assert Order.objects.filter(original_order=order).count() == 1
