"""Two clerks at one return, and a refund beside a bank's complaint; with the guard off both go wrong."""

import threading

import pytest

from core.actors import SYSTEM
from core.errors import MoveRefused
from core.models import Event
from orders.intake.reference import forget_reference
from orders.models import Order, OrderLine
from orders.tests.factories import Shop, open_shop
from payments.gateways.contract import DisputeNews
from payments.models import Payment, PaymentTransaction
from payments.services import disputing, settling
from payments.statuses import DisputeKind, DisputeState
from returns.models import Return, ReturnLine
from returns.services import receiving
from returns.services.checking_in import Rest, book_receipt, open_receipt, scan_into_receipt
from returns.services.settling import settle_return
from returns.tests.factories import approved_return, inspected_return, paid_and_delivered
from tests.fuzz.refunding import pay
from tests.races.crowd import PATIENCE_SECONDS, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
CLERKS = 2


@pytest.fixture
def shop(settings) -> Shop:
    settings.OMS_WIRING = "returns.tests.wiring.WIRING"
    forget_reference()
    yield open_shop()
    forget_reference()


@pytest.fixture
def ret(shop) -> Return:
    """Two of four units come back with it; the other two are announced by another return."""
    order = paid_and_delivered(shop, {0: 4})
    approved_return(order, 2)
    return approved_return(order, 2)


def receive_by_all(ret: Return) -> list:
    return all_at_once([lambda: receiving.receive_return(return_id=ret.pk, actor=SYSTEM) for _ in range(CLERKS)])


def test_two_receipts_of_one_return_book_its_units_once(shop, ret):
    outcomes = receive_by_all(ret)

    assert sum(isinstance(outcome, Return) for outcome in outcomes) == 1
    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, MoveRefused)]
    assert "everything announced of it was received" in refused.message
    assert (OrderLine.objects.get().returned, shop.level(0).on_hand) == (2, 8)


def test_without_the_locks_the_second_receipt_takes_the_units_of_another_return(shop, ret, monkeypatch):
    everybody_looked = threading.Barrier(CLERKS)

    def look_only(return_id: int) -> Return:
        return Return.objects.select_related("order__channel", "reason", "warehouse").get(pk=return_id)

    def look_at_lines(ret: Return) -> list[ReturnLine]:
        lines = list(ReturnLine.objects.filter(rma=ret).select_related("order_line"))
        everybody_looked.wait(timeout=PATIENCE_SECONDS)
        return lines

    monkeypatch.setattr(receiving, "lock_return", look_only)
    monkeypatch.setattr(receiving, "lock_return_lines", look_at_lines)

    receive_by_all(ret)

    assert (OrderLine.objects.get().returned, shop.level(0).on_hand) == (4, 10)


def test_one_box_booked_by_two_clerks_is_booked_once(shop, ret):
    box = open_receipt(order_id=ret.order_id, return_id=ret.pk, warehouse_id=ret.warehouse_id, actor=SYSTEM)
    scan_into_receipt(receipt_id=box.pk, scan_id="s1", code=shop.skus[0].code, quantity=2, actor=SYSTEM)

    def book():
        return book_receipt(receipt_id=box.pk, seen="2", rest=Rest.MISSING, actor=SYSTEM)

    outcomes = all_at_once([book] * CLERKS)

    assert sum(isinstance(outcome, Return) for outcome in outcomes) == 1
    assert (OrderLine.objects.get().returned, shop.level(0).on_hand) == (2, 8)


@pytest.fixture
def owed(shop) -> Order:
    """A return is settled, its refund not made yet; nearly all of it was paid by card."""
    order = paid_and_delivered(shop, {0: 3})
    Order.objects.filter(pk=order.pk).update(authorized_amount=0, captured_amount=0)
    pay(Order.objects.select_related("channel").get(pk=order.pk), [99, 1])
    settle_return(return_id=inspected_return(order, 3).pk, actor=SYSTEM)
    return Order.objects.get(pk=order.pk)


def complain() -> str:
    """The card holder's bank asks for the money; it takes it later."""
    capture = PaymentTransaction.objects.get(kind="capture", gateway="sandbox")
    news = DisputeNews(
        reference="dp_1", capture=capture.gateway_reference, kind=DisputeKind.CHARGEBACK,
        state=DisputeState.NEEDS_RESPONSE, amount=capture.amount, currency=capture.currency,
    )  # fmt: skip
    return disputing.record_dispute(gateway="sandbox", news=news)


def is_refunded_after_complaint() -> bool:
    """Money is sent although it is known that a bank asks for the same."""
    seen = dict(Event.objects.filter(name__startswith="payments.").values_list("name", "seq"))
    return seen.get("payments.refund_approved", 0) > seen["payments.dispute_opened"]


def test_a_refund_of_a_return_goes_before_a_banks_complaint_or_not_at_all(owed):
    all_at_once([lambda: settling.settle(order_id=owed.pk, actor=SYSTEM), complain])

    assert not is_refunded_after_complaint()


def test_without_the_lock_the_refund_goes_beside_the_complaint(owed, monkeypatch):
    def look_and_be_slow(order_id: int) -> tuple[Order, list[Payment]]:
        order = Order.objects.select_related("channel").get(pk=order_id)
        payments = list(Payment.objects.filter(order=order).order_by("position", "pk"))
        for payment in payments:
            payment.order = order
        # The bank's complaint comes between the look and the act.
        all_at_once([complain])
        return order, payments

    monkeypatch.setattr(settling, "lock_payments", look_and_be_slow)

    settling.settle(order_id=owed.pk, actor=SYSTEM)

    assert is_refunded_after_complaint()
