"""A gateway that moves another amount than it was asked for: a person gets both amounts."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.errors import MoveRefused
from core.models import Effect
from orders.tests import factories as order_factories
from payments.models import GatewayEvent, MoneyTask, Payment, PaymentTransaction, Refund, TaskKind
from payments.services.accepting import accept_asked, accept_moved, accept_nothing
from payments.services.collecting import collect
from payments.services.matching import match_to_order
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.services.webhooks import apply_notice
from payments.services.working import ask_write_off, close_task
from payments.tasks import compare_with_gateways
from payments.tests.factories import ask_about_everything, confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db


def test_another_amount_than_was_asked_is_put_before_a_person_with_both_amounts(shop, gateway):
    order = confirmed_by_workers(shop)
    gateway.break_once("capture", "moves_less")

    order = ship(order, {1: 1}, 1)

    task = MoneyTask.objects.get(kind=TaskKind.CONTRADICTION)
    assert ("€18.00" in task.facts, "€17.00" in task.facts, task.amount) == (True, True, Decimal(17))
    assert (order.captured_amount, gateway.truth()[1:]) == (0, [("capture", "17.00")])
    capture = PaymentTransaction.objects.get(kind="capture")
    assert (capture.outcome, capture.error) == ("unknown", "The gateway speaks of €17.00, asked were €18.00.")
    assert not Effect.objects.exclude(state="done").exists()


def test_a_silent_gateway_that_held_another_currency_is_told_when_it_is_asked(shop, gateway):
    gateway.break_once("authorize", "moves_other_currency")
    gateway.break_once("authorize", "error_after")

    order_factories.placed_order(shop)
    work()

    task = MoneyTask.objects.get(kind=TaskKind.CONTRADICTION)
    assert ("€18.00" in task.facts, "CHF" in task.facts) == (True, True)
    assert PaymentTransaction.objects.get().error.startswith("The gateway speaks of")


def mismatch(shop, gateway, *, at: str = "capture") -> tuple[MoneyTask, PaymentTransaction]:
    """A movement of €18.00 of which the gateway made €17.00, and its task."""
    gateway.break_once(at.replace("authorization", "authorize"), "moves_less")
    order = confirmed_by_workers(shop)
    if at == "capture":
        ship(order, {1: 1}, 1)
    return MoneyTask.objects.get(kind=TaskKind.CONTRADICTION), PaymentTransaction.objects.get(kind=at)


def test_what_a_person_decided_is_not_brought_up_again_when_the_gateway_is_asked(shop, gateway):
    task, capture = mismatch(shop, gateway)
    accept_asked(moneytask_id=task.pk, reason="The gateway took the rest by hand.", actor=SYSTEM)

    ask_about_everything()
    compare_with_gateways()
    work()

    capture.refresh_from_db()
    assert (capture.outcome, Payment.objects.get().captured_amount) == ("succeeded", 18)
    assert not MoneyTask.objects.filter(kind=TaskKind.CONTRADICTION, closed_at=None).exists()


def test_what_the_gateway_moved_is_written_down_in_place_of_what_was_asked_and_the_rest_is_collected(shop, gateway):
    task, capture = mismatch(shop, gateway)

    accept_moved(moneytask_id=task.pk, actor=SYSTEM)
    ask_about_everything()
    compare_with_gateways()
    work()

    capture.refresh_from_db()
    payment = Payment.objects.get()
    assert (capture.outcome, capture.error) == ("failed", "The gateway moved €17.00 instead.")
    assert (payment.captured_amount, payment.capturing_amount, payment.open_amount) == (17, 0, 1)
    assert PaymentTransaction.objects.get(outcome="succeeded", kind="capture").gateway_reference
    assert list(MoneyTask.objects.values_list("closed_how", flat=True)) == ["matched"]
    collect(order_id=payment.order_id, actor=SYSTEM)
    work()
    assert gateway.truth()[1:] == [("capture", "17.00"), ("capture", "1.00")]


def test_of_a_reservation_of_less_the_customer_is_asked_for_the_rest(shop, gateway):
    task, _ = mismatch(shop, gateway, at="authorization")

    accept_moved(moneytask_id=task.pk, actor=SYSTEM)

    order = Payment.objects.get().order
    assert (order.authorized_amount, order.payment_status) == (17, "partially_authorized")


def test_of_a_refund_of_less_the_rest_is_still_owed(shop, gateway):
    order = ship(confirmed_by_workers(shop), {1: 1}, 1)
    refund = grant_refund(order_id=order.pk, amount=Decimal(5), reason="late", actor=SYSTEM)
    approve_refund(refund_id=refund.pk, actor=SYSTEM)
    gateway.break_once("refund", "moves_less")
    request_refund(refund_id=refund.pk, actor=SYSTEM)
    work()

    accept_moved(moneytask_id=MoneyTask.objects.get().pk, actor=SYSTEM)
    assert Refund.objects.get().state == "failed"
    request_refund(refund_id=refund.pk, actor=SYSTEM)
    work()

    assert (Refund.objects.get().state, Payment.objects.get().refunded_amount) == ("succeeded", 5)
    assert gateway.truth()[2:] == [("refund", "4.00"), ("refund", "1.00")]


def test_what_the_gateway_took_back_ends_as_failed_and_its_money_is_free_again(shop, gateway):
    task, capture = mismatch(shop, gateway)

    accept_nothing(moneytask_id=task.pk, reason="They canceled it.", actor=SYSTEM)

    capture.refresh_from_db()
    assert (capture.outcome, capture.error) == ("failed", "Nothing of it counts: They canceled it.")
    assert Payment.objects.get().capturing_amount == 0
    with pytest.raises(MoveRefused, match="was closed by"):
        accept_nothing(moneytask_id=task.pk, reason="They canceled it.", actor=SYSTEM)


def test_a_movement_without_an_end_cannot_be_closed_written_off_or_matched(shop, gateway):
    task, capture = mismatch(shop, gateway)

    for act, told in ((close_task, {"reason": "seen"}), (ask_write_off, {"reason": "small"}),
                      (match_to_order, {"order_number": capture.payment.order.number})):  # fmt: skip
        with pytest.raises(MoveRefused, match=r"still waits for its end|made of a capture of ours"):
            act(moneytask_id=task.pk, actor=SYSTEM, **told)

    task.refresh_from_db()
    assert (task.closed_at, task.write_off_asked_by) == (None, "")


def test_what_moved_in_another_currency_is_not_written_down(shop, gateway):
    gateway.break_once("authorize", "moves_other_currency")
    order_factories.placed_order(shop)
    work()

    with pytest.raises(MoveRefused, match="it moved CHF, the order is EUR"):
        accept_moved(moneytask_id=MoneyTask.objects.get().pk, actor=SYSTEM)


def test_a_settled_movement_told_with_another_amount_is_put_before_a_person_once(shop, gateway):
    confirmed_by_workers(shop)
    held = PaymentTransaction.objects.get()
    data = {"id": held.gateway_reference, "status": "succeeded", "amount": "11.00", "currency": "EUR",
            "idempotency_key": held.key}  # fmt: skip
    for number in range(2):
        event = GatewayEvent.objects.create(
            source="sandbox", event_id=f"evt_{number}", kind="authorization.succeeded", body={"data": data}
        )
        apply_notice(event_id=event.pk)
        task = MoneyTask.objects.get(kind=TaskKind.CONTRADICTION)
        if number == 0:
            close_task(moneytask_id=task.pk, reason="Their mistake.", actor=SYSTEM)

    assert ("€11.00" in task.facts, "Our books say €18.00: succeeded." in task.facts) == (True, True)
    assert MoneyTask.objects.get().closed_how == "done"
