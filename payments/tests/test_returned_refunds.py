"""A refund that succeeded comes back from the customer's bank: the books follow, and it is owed again."""

import itertools
from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.audit.runner import audit
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.selectors.worth import payable
from payments.gateways.contract import Notice
from payments.models import GatewayEvent, MoneyTask, Payment, PaymentTransaction, Refund
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.services.returned import record_refund_returned
from payments.services.webhooks import apply_notice, keep_notice
from payments.services.working import send_refund_again
from payments.tests.factories import confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db
GOODWILL = Decimal(12)


@pytest.fixture
def order(shop, stripe_simulator, settings) -> Order:
    """Captured in full by Stripe, 30.00 EUR."""
    settings.PAYMENT_GATEWAY = "stripe"
    card = [TenderRequest(kind="card", token="pm_card_visa")]
    return ship(confirmed_by_workers(shop, {0: 2}, tenders=card), {1: 2}, 1)


def refunded(order: Order, amount: Decimal = GOODWILL) -> PaymentTransaction:
    refund = grant_refund(order_id=order.pk, amount=amount, reason="late", actor=SYSTEM)
    approve_refund(refund_id=refund.pk, actor=SYSTEM)
    request_refund(refund_id=refund.pk, actor=SYSTEM)
    work()
    return PaymentTransaction.objects.filter(kind="refund").latest("pk")


def tells(
    transaction: PaymentTransaction, status: str, *, kind: str = "refund.failed", number: int = 1, at_once: bool = False
) -> None:
    """Stripe's event about a refund of ours."""
    thing = {
        "id": transaction.gateway_reference or "re_late", "object": "refund", "status": status, "currency": "eur",
        "amount": int(transaction.amount * 100), "failure_reason": "expired_or_canceled_card",
        "metadata": {"oms_key": transaction.key},
    }  # fmt: skip
    body = {"id": f"evt_{kind}_{number}", "type": kind, "data": {"object": thing}}
    keep_notice(source="stripe", notice=Notice(event_id=body["id"], kind=kind, body=body))
    if at_once:
        apply_notice(event_id=GatewayEvent.objects.latest("pk").pk)
    else:
        work()


def books(order: Order) -> tuple[Decimal, Decimal, str]:
    """(given back as the payment says, as the order's board says, what the order is called)"""
    seen = Order.objects.get(pk=order.pk)
    return Payment.objects.get(order=order).refunded_amount, seen.refunded_amount, seen.payment_status


def broken() -> set[str]:
    """Promises about money that do not hold; these orders left without a parcel."""
    return {finding.name for finding in audit() if finding.violations} - {"shipped_units_in_one_parcel"}


def test_a_refund_that_comes_back_is_owed_again_and_waits_for_a_person(order):
    gone = refunded(order)
    assert books(order) == (12, 12, "partially_refunded")

    tells(gone, "failed")
    tells(gone, "failed", kind="charge.refund.updated")

    refund = Refund.objects.get()
    assert books(order) == (0, 0, "overpaid")
    assert (refund.state, refund.failure) == ("failed", "The refund came back: expired or canceled card.")
    rows = PaymentTransaction.objects.order_by("pk").values_list("kind", "outcome", "amount")
    assert list(rows)[2:] == [("refund", "succeeded", 12), ("return", "succeeded", 12)]
    task = MoneyTask.objects.get()
    assert (task.kind, task.closed_at, task.amount) == ("failed_refund", None, 12)
    assert "still owed" in task.facts
    assert broken() == set()


def test_sent_again_it_ends_where_it_would_have_ended_at_once(order):
    tells(refunded(order), "failed")

    send_refund_again(moneytask_id=MoneyTask.objects.get().pk, actor=SYSTEM)
    work()

    seen = Order.objects.get()
    assert (Refund.objects.get().state, books(order)) == ("succeeded", (12, 12, "partially_refunded"))
    # What was agreed lowered the price once.
    assert (seen.credited_amount, payable(seen)) == (12, seen.total - 12)
    assert MoneyTask.objects.get().closed_at is not None
    assert broken() == set()


def test_everything_given_back_can_come_back_and_go_again(order, gateway):
    refunded(order, order.total)
    for _ in range(2):
        returns(gateway, latest())
        assert books(order)[0] == 0
        request_refund(refund_id=Refund.objects.get().pk, actor=SYSTEM)
        work()

    assert books(order)[:2] == (order.total, order.total)
    assert [kind for kind, _ in gateway.truth()][2:] == ["refund", "return", "refund", "return", "refund"]
    assert broken() == set()


def latest() -> PaymentTransaction:
    return PaymentTransaction.objects.filter(kind="refund").latest("pk")


def returns(gateway, transaction: PaymentTransaction) -> None:
    """The customer's bank sends it back, and Stripe tells."""
    path = f"/_control/stripe/refunds/{transaction.gateway_reference}"
    gateway.client.post(path, json={"status": "failed"}).raise_for_status()
    tells(transaction, "failed", number=transaction.pk)


def test_in_any_order_and_however_often_the_end_is_the_same(shop, stripe_simulator, settings):
    settings.PAYMENT_GATEWAY = "stripe"
    told = (("refund.created", "succeeded"), ("charge.refund.updated", "succeeded"), ("refund.failed", "failed"))
    ends = set()
    for number, shuffled in enumerate(itertools.permutations(told)):
        card = [TenderRequest(kind="card", token="pm_card_visa")]
        order = ship(confirmed_by_workers(shop, {0: 1}, tenders=card), {1: 1}, number + 1)
        gone = refunded(order)
        for kind, status in (*shuffled, shuffled[0]):
            tells(gone, status, kind=kind, number=number)
        ends.add((*books(order), Refund.objects.get(order=order).state))

    assert ends == {(0, 0, "overpaid", "failed")}
    assert set(MoneyTask.objects.values_list("kind", flat=True)) == {"failed_refund"}
    assert broken() == set()


def test_old_news_of_a_refund_that_failed_is_no_contradiction(order):
    gone = refunded(order)
    tells(gone, "failed")

    tells(gone, "succeeded", kind="refund.created")

    assert not MoneyTask.objects.filter(kind="contradiction").exists()
    assert books(order)[0] == 0


def test_what_never_went_out_does_not_come_back(order):
    capture = PaymentTransaction.objects.get(kind="capture")

    assert record_refund_returned(transaction_id=capture.pk, reason="?") is False
    assert PaymentTransaction.objects.filter(kind="return").count() == 0


def test_a_refund_under_way_that_fails_simply_failed(order):
    refund = grant_refund(order_id=order.pk, amount=GOODWILL, reason="late", actor=SYSTEM)
    approve_refund(refund_id=refund.pk, actor=SYSTEM)
    request_refund(refund_id=refund.pk, actor=SYSTEM)

    tells(latest(), "failed", at_once=True)
    tells(latest(), "succeeded", kind="refund.created")

    assert (Refund.objects.get().state, latest().outcome) == ("failed", "failed")
    assert not MoneyTask.objects.filter(kind="contradiction").exists()
    assert PaymentTransaction.objects.filter(kind="return").count() == 0
