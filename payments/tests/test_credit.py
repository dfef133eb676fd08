"""Store credit and gift cards pay orders: held, taken, let go and given back, each once, never below nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.actors import SYSTEM
from core.models import Effect, Event
from orders.intake.requests import TenderRequest
from orders.models import Order, OrderTender
from orders.services.canceling import cancel_order
from payments.models import CreditAccount, CreditEntry, Payment, PaymentTransaction
from payments.services.expiring_credit import expire_credit
from payments.services.moving_credit import move_credit
from payments.services.retrying import request_void, retry_authorization
from payments.tasks import sweep_gift_cards
from payments.tests.credit_factories import card_of, customer_with, gift_card, ledger_of
from payments.tests.factories import confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db

CREDIT = [TenderRequest(kind="store_credit")]


def again(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def store_credit() -> CreditAccount:
    return CreditAccount.objects.get(kind="store_credit")


def test_store_credit_is_held_at_placing_and_taken_with_the_parcel(shop):
    customer_with(50)

    order = confirmed_by_workers(shop, {0: 2}, tenders=CREDIT)
    assert (order.state, order.payment_status, store_credit().balance) == ("confirmed", "authorized", 20)

    order = ship(order, {1: 2}, 1)

    assert (order.captured_amount, order.payment_status) == (30, "paid")
    assert ledger_of(store_credit()) == [("issue", "50.00"), ("spend", "-30.00")]
    kinds = PaymentTransaction.objects.order_by("pk").values_list("kind", "outcome", "gateway")
    assert list(kinds) == [("authorization", "succeeded", "credit"), ("capture", "succeeded", "credit")]


def test_what_is_canceled_goes_back_onto_the_account(shop):
    customer_with(50)
    order = confirmed_by_workers(shop, {0: 2}, tenders=CREDIT)

    cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed mind")
    work()

    assert ledger_of(store_credit()) == [("issue", "50.00"), ("spend", "-30.00"), ("release", "30.00")]
    assert Payment.objects.get().state == "voided"


def test_too_little_credit_pays_nothing_and_the_refusal_says_how_much_there_is(shop):
    customer_with(10)

    order = confirmed_by_workers(shop, {0: 2}, tenders=[TenderRequest(kind="store_credit", amount=Decimal(30))])

    payment = Payment.objects.get()
    assert (payment.state, payment.failure) == ("failed", "There are €10.00 left, and €30.00 were asked for.")
    assert (order.state, order.payment_status) == ("placed", "pending")
    assert store_credit().balance == 10


def test_credit_that_comes_later_pays_when_it_is_asked_again(shop):
    customer = customer_with(0)
    order = confirmed_by_workers(shop, {0: 2}, tenders=CREDIT)
    assert Payment.objects.get().failure.startswith("There is no store credit in EUR")
    account = CreditAccount.objects.create(number="CR-1", kind="store_credit", customer=customer, currency="EUR")
    CreditEntry.objects.create(account=account, kind="issue", amount=30, balance_after=30, key="k", made_by="system")
    CreditAccount.objects.update(balance=30)

    retry_authorization(payment_id=Payment.objects.get().pk, actor=SYSTEM)
    work()

    assert (again(order).state, store_credit().balance) == ("confirmed", 0)


def test_credit_that_does_not_pay_any_more_holds_the_order_and_sends_no_link_to_pay_by_card(shop):
    code = gift_card(40)
    order = confirmed_by_workers(shop, {0: 2}, tenders=[TenderRequest(kind="gift_card", token=code)])
    request_void(payment_id=Payment.objects.get().pk, actor=SYSTEM)
    work()
    CreditAccount.objects.update(expires_at=timezone.now() - timedelta(days=1))

    retry_authorization(payment_id=Payment.objects.get().pk, actor=SYSTEM)
    work()

    reason = order.holds.get(released_at=None).reason
    assert "€30.00 is not secured: the credit does not pay it. The gift card expired on" in reason
    assert not Event.objects.filter(name="payments.pay_link_sent").exists()


def test_the_code_of_a_gift_card_pays_and_is_kept_nowhere(shop):
    code = gift_card(40)

    order = confirmed_by_workers(shop, {0: 2}, tenders=[TenderRequest(kind="gift_card", token=f" {code.lower()} ")])

    assert (order.state, card_of(code).balance, card_of(code).last4) == ("confirmed", 10, code[-4:])
    plain = code.replace("-", "")
    for table in (OrderTender, Payment, CreditAccount, PaymentTransaction, Effect):
        kept = str(list(table.objects.values())).upper()
        assert code not in kept
        assert plain not in kept


@pytest.mark.parametrize(
    ("options", "token", "why"),
    [
        ({}, "AAAA-BBBB-CCCC-DDDD", "no gift card with this code"),
        ({"currency": "USD"}, "", "The credit is in USD, the order in EUR."),
    ],
)
def test_a_card_that_cannot_pay_says_why(shop, options, token, why):
    code = gift_card(40, **options)

    order = confirmed_by_workers(
        shop, tenders=[TenderRequest(kind="gift_card", token=token or code, amount=Decimal(18))]
    )

    assert why in Payment.objects.get().failure
    assert order.state == "placed"


def test_a_card_past_its_time_pays_nothing_and_its_rest_is_written_off_once(shop):
    code = gift_card(40, expires_at=timezone.now() + timedelta(days=1))
    CreditAccount.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    confirmed_by_workers(shop, tenders=[TenderRequest(kind="gift_card", token=code)])
    for _ in range(2):
        sweep_gift_cards()
        work()

    assert ledger_of(card_of(code)) == [("issue", "40.00"), ("expire", "-40.00")]
    assert expire_credit(account_id=card_of(code).pk, now=timezone.now()) is None


def test_what_comes_back_to_an_expired_card_can_still_be_spent(shop):
    code = gift_card(40, expires_at=timezone.now() + timedelta(days=1))
    order = confirmed_by_workers(shop, {0: 2}, tenders=[TenderRequest(kind="gift_card", token=code)])
    CreditAccount.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    cancel_order(order_id=order.pk, actor=SYSTEM, reason="late")
    work()

    card = card_of(code)
    assert card.balance == 40
    assert card.expires_at > timezone.now() + timedelta(days=89)


def test_the_same_movement_twice_is_entered_once(shop):
    customer_with(50)
    confirmed_by_workers(shop, {0: 2}, tenders=CREDIT)
    hold = PaymentTransaction.objects.get()

    move_credit(transaction_id=hold.pk)

    assert store_credit().entries.count() == 2


def test_the_database_keeps_the_ledger_and_a_balance_of_at_least_nothing(shop):
    customer_with(50)

    for statement in (
        "UPDATE payments_creditentry SET amount = 60",
        "DELETE FROM payments_creditentry",
        "UPDATE payments_creditaccount SET balance = -0.01",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_fingerprint_that_is_kept_of_a_code_pays_nothing(shop):
    """Who reads our rows finds fingerprints; given as a code they are no card's."""
    card = card_of(gift_card(40))

    confirmed_by_workers(shop, {0: 1}, tenders=[TenderRequest(kind="gift_card", token=card.fingerprint)])

    payment = Payment.objects.get()
    assert (payment.state, payment.authorized_amount) == ("failed", 0)
    assert "no gift card with this code" in payment.failure
    card.refresh_from_db()
    assert card.balance == 40
