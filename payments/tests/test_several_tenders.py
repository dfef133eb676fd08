"""Several tenders on one order: used in their order for reserving and collecting, in reverse for giving back."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.money import minor_unit, quantize
from orders.intake.requests import TenderRequest
from orders.models import Order
from payments.models import Payment, PaymentTransaction
from payments.services.receiving import record_payment_received
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.services.retrying import retry_authorization
from payments.tests.credit_factories import customer_with, gift_card
from payments.tests.factories import confirmed_by_workers, ship, work
from payments.tests.test_capture_policies import priced_oddly

pytestmark = pytest.mark.django_db


def fixed(kind: str, amount: Decimal, token: str = "") -> TenderRequest:
    return TenderRequest(kind=kind, amount=amount, token=token)


def mixed(currency: str) -> list[TenderRequest]:
    """A gift card, store credit, a card, and another card for the rest."""
    coin = minor_unit(currency)
    customer_with(777 * coin, currency)
    return [
        TenderRequest(kind="gift_card", token=gift_card(331 * coin, currency)),
        fixed("store_credit", 501 * coin),
        fixed("card", 1003 * coin, "tok_visa"),
        TenderRequest(kind="card", token="tok_mastercard"),
    ]


def columns(order: Order, name: str) -> list[Decimal]:
    """One column of the payments, in their order of use."""
    return list(order.payments.order_by("position").values_list(name, flat=True))


def pay_back(order: Order, amount: Decimal) -> None:
    refund = grant_refund(order_id=order.pk, amount=amount, reason="late", actor=SYSTEM)
    approve_refund(refund_id=refund.pk, actor=SYSTEM)
    request_refund(refund_id=refund.pk, actor=SYSTEM)
    work()


@pytest.mark.parametrize("currency", ["JPY", "EUR", "KWD"])
def test_parcels_are_collected_in_the_order_of_use_and_sum_to_the_total_in_every_currency(db, gateway, currency):
    shop = priced_oddly(currency)
    order = confirmed_by_workers(shop, {0: 7, 1: 3}, tenders=mixed(currency))
    wanted = columns(order, "authorized_amount")
    assert sum(wanted) == order.total

    for number, units in enumerate([{1: 2}, {1: 1, 2: 1}, {2: 1}, {1: 3}, {1: 1, 2: 1}], start=1):
        order = ship(order, units, number)
        taken = columns(order, "captured_amount")
        assert sum(taken) == order.captured_amount
        # Nothing is taken of a tender before all of the one before it is.
        begun = [place for place, amount in enumerate(taken) if amount]
        assert taken[: begun[-1]] == wanted[: begun[-1]]

    assert (columns(order, "captured_amount"), order.captured_amount) == (wanted, order.total)
    parts = PaymentTransaction.objects.filter(kind="capture").values_list("amount", flat=True)
    assert all(part == quantize(part, currency) for part in parts)


@pytest.mark.parametrize("currency", ["JPY", "EUR", "KWD"])
def test_a_refund_goes_back_in_reverse_until_everything_is_back(db, gateway, currency):
    order = confirmed_by_workers(priced_oddly(currency), {0: 7}, tenders=mixed(currency))
    order = ship(order, {1: 7}, 1)
    paid, coin = columns(order, "captured_amount"), minor_unit(currency)

    pay_back(order, paid[3] + coin)
    first = columns(order, "refunded_amount")
    pay_back(order, order.total - paid[3] - coin)

    assert first == [0, 0, coin, paid[3]]
    assert columns(order, "refunded_amount") == paid


def test_cards_are_asked_for_their_amounts_and_the_last_for_the_rest(shop, gateway):
    order = confirmed_by_workers(
        shop, {0: 2}, tenders=[fixed("card", Decimal(12), "tok_visa"), TenderRequest(kind="card", token="tok_amex")]
    )

    assert gateway.truth() == [("authorize", "12.00"), ("authorize", "18.00")]
    assert (order.state, order.payment_status) == ("confirmed", "authorized")


def test_a_second_tender_that_fails_leaves_the_first_and_holds_the_order_until_another_card_pays(shop, gateway):
    order = confirmed_by_workers(
        shop, {0: 2}, tenders=[fixed("card", Decimal(12), "tok_visa"), TenderRequest(kind="card", token="tok_declined")]
    )
    assert (order.state, order.payment_status) == ("placed", "partially_authorized")
    second = order.payments.get(position=2)
    assert (second.state, bool(second.failure)) == ("failed", True)
    assert gateway.truth() == [("authorize", "12.00")]

    retry_authorization(payment_id=second.pk, token="tok_amex", actor=SYSTEM)
    work()

    order.refresh_from_db()
    assert (order.state, order.payment_status) == ("confirmed", "authorized")
    assert gateway.truth() == [("authorize", "12.00"), ("authorize", "18.00")]


def test_a_gift_card_with_too_little_pays_what_it_has_and_the_card_the_rest(shop, gateway):
    code = gift_card(7)

    order = confirmed_by_workers(
        shop,
        {0: 2},
        tenders=[TenderRequest(kind="gift_card", token=code), TenderRequest(kind="card", token="tok_visa")],
    )

    assert columns(order, "amount") == [7, 23]
    assert (order.state, gateway.truth()) == ("confirmed", [("authorize", "23.00")])


def test_a_gift_card_asked_for_more_than_it_has_pays_nothing_and_no_other_tender_is_charged_for_it(shop, gateway):
    order = confirmed_by_workers(
        shop, {0: 2},
        tenders=[fixed("gift_card", Decimal(20), gift_card(7)), TenderRequest(kind="card", token="tok_visa")],
    )  # fmt: skip

    first = order.payments.get(position=1)
    assert (first.state, first.failure) == ("failed", "There are €7.00 left, and €20.00 were asked for.")
    assert (order.state, gateway.truth()) == ("placed", [("authorize", "10.00")])


def test_a_transfer_before_a_card_is_waited_for_with_its_amount_alone(shop, gateway):
    order = confirmed_by_workers(
        shop, {0: 2}, tenders=[fixed("transfer", Decimal(20)), TenderRequest(kind="card", token="tok_visa")]
    )
    assert (order.state, order.payment_status) == ("placed", "partially_authorized")

    transfer = Payment.objects.get(kind="transfer")
    record_payment_received(payment_id=transfer.pk, amount=Decimal(20), reference="bank 1", actor=SYSTEM)
    work()
    order = ship(Order.objects.get(pk=order.pk), {1: 2}, 1)

    assert columns(order, "captured_amount") == [20, 10]


def test_what_is_too_much_is_taken_of_no_tender(shop, gateway):
    order = confirmed_by_workers(
        shop, {0: 2}, tenders=[fixed("card", Decimal(25), "tok_visa"), fixed("card", Decimal(25), "tok_amex")]
    )

    assert columns(order, "amount") == [25, 5]
