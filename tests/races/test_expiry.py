"""The time to pay is over just as the money comes: it is counted, or a person is asked; unlocked it is forgotten."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.models import Event
from orders.intake.reference import forget_reference, reference
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.services import canceling
from orders.tests.factories import open_shop, placed_order
from payments.gateways.contract import Receipt
from payments.models import LateMoney, Payment, PaymentTransaction
from payments.services import expiring
from payments.services.expiring import expire_when_unpaid
from payments.services.receiving import record_payment_received
from payments.services.recording import record_receipt
from payments.tests.factories import work
from tests.races.crowd import all_at_once
from tests.races.rival import Rival, after, before

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order(settings):
    """Placed, to be paid by transfer, and nothing came so far."""
    settings.OMS_WIRING = "payments.tests.wiring.WIRING"
    forget_reference()
    shop = open_shop(skus=1, stock=10)
    reference()
    order = placed_order(shop, {0: 4}, tenders=[TenderRequest(kind="transfer")])
    work()
    yield order
    forget_reference()


def pay():
    payment = Payment.objects.get()
    return record_payment_received(payment_id=payment.pk, amount=payment.amount, reference="late", actor=SYSTEM)


def end(order: Order):
    return expire_when_unpaid(order_id=order.pk, actor=SYSTEM)


def money() -> dict[str, Decimal]:
    return dict(PaymentTransaction.objects.values_list("kind", "amount"))


def ensure_nothing_is_forgotten(order: Order) -> str:
    """Paid and alive, or over and a person is asked about the money, none of which went back: tells the state."""
    work()
    order.refresh_from_db()
    allocated = order.lines.get().allocated
    if order.state == "confirmed":
        assert (order.payment_status, allocated, "refund" in money()) == ("paid", 4, False)
    else:
        late = LateMoney.objects.get()
        assert (order.state, allocated, "refund" in money()) == ("expired", 0, False)
        assert (late.state, late.amount) == ("open", order.payments.get().amount)
    return order.state


def test_money_that_comes_before_the_expiry_looks_keeps_the_order_alive(order, monkeypatch, hands):
    rival = Rival(hands[1], pay)
    before(monkeypatch, expiring, "lock_order", rival)

    outcomes = all_at_once([lambda: end(order)])

    assert (outcomes, isinstance(rival.result, Payment)) == ([False], True)
    assert ensure_nothing_is_forgotten(order) == "confirmed"


def test_money_that_comes_after_the_expiry_looked_waits_for_a_person(order, monkeypatch, hands):
    rival = Rival(hands[1], pay)
    after(monkeypatch, expiring, "lock_order", rival)

    outcomes = all_at_once([lambda: end(order)])

    assert (outcomes, isinstance(rival.result, Payment)) == ([True], True)
    assert ensure_nothing_is_forgotten(order) == "expired"


def test_both_at_once_forget_no_money(order):
    outcomes = all_at_once([lambda: end(order), pay])

    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert ensure_nothing_is_forgotten(order) == ("expired" if outcomes[0] else "confirmed")


@pytest.fixture
def waiting(order):
    """To be paid by card instead, and the customer is with the bank to confirm it."""
    payment = Payment.objects.get()
    asked = PaymentTransaction.objects.create(
        payment=payment, kind="authorization", amount=payment.amount, currency="EUR", key="k-3ds", gateway="sandbox"
    )
    Payment.objects.update(gateway="sandbox", kind="card", state="requires_action", action_url="https://bank.example")
    return asked


def bank_says_yes(asked: PaymentTransaction):
    receipt = Receipt(status="ok", gateway_reference="auth_1", amount=asked.amount, currency="EUR")
    return record_receipt(transaction_id=asked.pk, receipt=receipt)


def outcome_of(order: Order) -> tuple[str, int]:
    work()
    order.refresh_from_db()
    assert order.authorized_amount == Payment.objects.get().amount
    return order.state, LateMoney.objects.filter(state="open").count()


def test_a_bank_that_says_yes_before_the_expiry_looks_keeps_the_order_alive(order, waiting, monkeypatch, hands):
    before(monkeypatch, expiring, "lock_order", Rival(hands[1], lambda: bank_says_yes(waiting)))

    assert all_at_once([lambda: end(order)]) == [False]

    assert outcome_of(order) == ("confirmed", 0)


def test_a_bank_that_says_yes_after_the_expiry_looked_waits_for_a_person(order, waiting, monkeypatch, hands):
    after(monkeypatch, expiring, "lock_order", Rival(hands[1], lambda: bank_says_yes(waiting)))

    assert all_at_once([lambda: end(order)]) == [True]

    assert outcome_of(order) == ("expired", 1)


def test_an_expiry_and_a_bank_at_once_never_end_a_paid_order_unasked(order, waiting):
    ended, said = all_at_once([lambda: end(order), lambda: bank_says_yes(waiting)])

    assert said is None
    assert outcome_of(order) == (("expired", 1) if ended else ("confirmed", 0))


@pytest.fixture
def look_only(monkeypatch):
    """Takes the lock of a module off: the order is read, and anybody may change it meanwhile."""

    def take_off(place):
        def look(order_id, **_):
            return Order.objects.select_related("channel").get(pk=order_id)

        monkeypatch.setattr(place, "lock_order", look)

    return take_off


def test_without_the_first_lock_the_last_wall_holds(order, monkeypatch, hands, look_only):
    look_only(expiring)
    rival = Rival(hands[1], pay)
    after(monkeypatch, expiring, "lock_order", rival)

    outcomes = all_at_once([lambda: end(order)])

    assert (outcomes, isinstance(rival.result, Payment)) == ([False], True)
    assert ensure_nothing_is_forgotten(order) == "confirmed"


def test_without_both_locks_an_order_is_ended_as_unpaid_after_its_money_was_written_down(
    order, monkeypatch, hands, look_only
):
    look_only(expiring)
    look_only(canceling)
    rival = Rival(hands[1], pay)
    after(monkeypatch, canceling, "lock_order", rival)

    outcomes = all_at_once([lambda: end(order)])
    assert not isinstance(rival.result, Exception)

    told = list(Event.objects.filter(order_id=order.pk).order_by("seq").values_list("name", flat=True))
    assert (outcomes, told[-2:]) == ([True], ["orders.funds_changed", "orders.expired"])
