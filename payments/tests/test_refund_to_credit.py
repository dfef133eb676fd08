"""Money that comes back as store credit: once, for whoever the order belongs to, by wish or by the order's own."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.errors import MoveRefused
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.services.canceling import cancel_order
from payments.models import CreditAccount, CreditEntry, Payment, Refund
from payments.services.collecting import request_capture
from payments.services.receiving import record_payment_received
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.tests.credit_factories import card_of, customer_with, gift_card, ledger_of
from payments.tests.factories import ask_about_everything, confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db


def refund_to(order: Order, destination: str, amount: int = 10) -> Refund:
    refund = grant_refund(
        order_id=order.pk, amount=Decimal(amount), reason="scratched", actor=SYSTEM, destination=destination
    )
    approve_refund(refund_id=refund.pk, actor=SYSTEM)
    request_refund(refund_id=refund.pk, actor=SYSTEM)
    work()
    return Refund.objects.get(pk=refund.pk)


def paid_by_card(shop) -> Order:
    order = confirmed_by_workers(shop, {0: 2})
    request_capture(payment_id=Payment.objects.get().pk, amount=order.total, actor=SYSTEM)
    work()
    return order


def test_a_refund_to_store_credit_leaves_the_card_alone_and_is_credited_once(shop, gateway):
    order = paid_by_card(shop)

    refund = refund_to(order, "store_credit")
    ask_about_everything()

    account = CreditAccount.objects.get()
    assert (refund.state, account.customer, ledger_of(account)) == ("succeeded", order.customer, [("refund", "10.00")])
    assert [operation for operation, _ in gateway.truth()] == ["authorize", "capture"]
    order.refresh_from_db()
    assert (order.refunded_amount, order.payment_status) == (10, "partially_refunded")


def test_a_refund_to_the_tenders_credits_nobody(shop, gateway):
    refund_to(paid_by_card(shop), "tenders")

    assert not CreditEntry.objects.exists()
    assert gateway.truth()[-1] == ("refund", "10.00")


def test_money_of_a_transfer_is_credited_without_waiting_for_a_person(shop):
    order = confirmed_by_workers(shop, tenders=[TenderRequest(kind="transfer")])
    record_payment_received(payment_id=Payment.objects.get().pk, amount=order.total, reference="stmt", actor=SYSTEM)

    refund = refund_to(order, "store_credit")

    assert (refund.state, CreditAccount.objects.get().balance) == ("succeeded", 10)


def test_an_order_without_a_customer_cannot_be_refunded_so(shop, gateway):
    order = paid_by_card(shop)
    Order.objects.update(customer=None)

    with pytest.raises(MoveRefused, match="the order has no customer"):
        refund_to(order, "store_credit")

    assert not Refund.objects.exists()


def test_a_gift_card_gets_back_what_it_paid(shop):
    code = gift_card(40)
    order = ship(confirmed_by_workers(shop, {0: 2}, tenders=[TenderRequest(kind="gift_card", token=code)]), {1: 2}, 1)

    refund_to(order, "tenders")

    assert ledger_of(card_of(code)) == [("issue", "40.00"), ("spend", "-30.00"), ("refund", "10.00")]
    assert not CreditAccount.objects.filter(kind="store_credit").exists()


@pytest.mark.parametrize(("wish", "credited"), [("store_credit", 30), ("tenders", 0)])
def test_what_the_system_gives_back_goes_where_the_order_says(shop, gateway, wish, credited):
    order = paid_by_card(shop)
    Order.objects.update(refund_to=wish)

    cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed mind")
    work()

    assert Refund.objects.get().destination == wish
    assert sum(account.balance for account in CreditAccount.objects.all()) == credited
    assert [operation for operation, _ in gateway.truth()].count("refund") == (0 if credited else 1)


def test_what_the_system_gives_back_for_an_order_of_nobody_goes_to_who_paid(shop, gateway):
    order = paid_by_card(shop)
    Order.objects.update(refund_to="store_credit", customer=None)

    cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed mind")
    work()

    assert Refund.objects.get().state == "succeeded"
    assert gateway.truth()[-1][0] == "refund"


def test_store_credit_given_back_to_store_credit_is_one_account(shop):
    customer_with(50)
    order = ship(confirmed_by_workers(shop, {0: 2}, tenders=[TenderRequest(kind="store_credit")]), {1: 2}, 1)

    refund_to(order, "tenders")

    assert ledger_of(CreditAccount.objects.get())[-1] == ("refund", "10.00")
