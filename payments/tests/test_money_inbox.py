"""Money that waits for a person: every cause has one open task, with its act as a button, and an end that is kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.effects import drain
from core.errors import MoveRefused, NotPermitted
from orders.intake.requests import TenderRequest
from orders.tests.factories import placed_order
from payments.models import GatewayEvent, MoneyTask, Payment, PaymentTransaction, Refund
from payments.services.collecting import request_capture
from payments.services.money_inbox import open_task
from payments.services.patience import asking_turn
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.services.tending import tend_money_inbox
from payments.services.webhooks import apply_notice, reapply_notice
from payments.services.working import (
    approve_write_off,
    ask_write_off,
    close_task,
    send_refund_again,
    take_task,
)
from payments.tests.factories import confirmed_by_workers, work

pytestmark = pytest.mark.django_db
RIGHTS = frozenset(
    f"payments.{right}" for right in ("work_moneytask", "ask_write_off", "approve_write_off", "receive_payment")
)
CLERK, LEAD = (Actor(kind="user", reference=str(nr), rights=RIGHTS) for nr in (1, 2))


def refund_failed(shop) -> Refund:
    """A refund that the bank of the card holder refused."""
    order = confirmed_by_workers(shop, tenders=[TenderRequest(kind="card", token="tok_refund_fails")])
    request_capture(payment_id=Payment.objects.get().pk, amount=order.total, actor=SYSTEM)
    work()
    refund = grant_refund(order_id=order.pk, amount=Decimal(5), reason="Goodwill", actor=SYSTEM)
    approve_refund(refund_id=refund.pk, actor=SYSTEM)
    request_refund(refund_id=refund.pk, actor=SYSTEM)
    work()
    return Refund.objects.get()


def task(kind: str) -> MoneyTask:
    return MoneyTask.objects.get(kind=kind, closed_at=None)


def test_a_cause_has_one_open_task_and_a_new_one_after_the_first_is_closed(db):
    first = open_task(kind="payout_break", cause="payout_row:1", facts="0.01 EUR too little.")
    again = open_task(kind="payout_break", cause="payout_row:1", facts="The same again.")
    close_task(moneytask_id=first.pk, reason="Seen.", actor=CLERK)
    later = open_task(kind="payout_break", cause="payout_row:1", facts="Once more.")

    assert (again.pk, again.facts, later.pk != first.pk) == (first.pk, first.facts, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        MoneyTask.objects.create(kind="payout_break", cause="payout_row:1", facts="Behind the service's back.")


def test_a_failed_refund_waits_in_words_until_it_is_sent_again_and_comes_back_if_it_fails_again(shop, gateway):
    refund = refund_failed(shop)
    opened = task("failed_refund")
    assert (opened.amount, opened.order_id) == (Decimal(5), refund.order_id)
    assert refund.number in opened.facts
    assert "The bank of the card holder refused the refund." in opened.facts

    send_refund_again(moneytask_id=opened.pk, actor=SYSTEM)
    assert not MoneyTask.objects.filter(closed_at=None).exists()
    work()

    assert task("failed_refund").pk != opened.pk


def test_a_refund_that_is_owed_no_more_closes_its_task_by_itself(shop, gateway):
    refund = refund_failed(shop)
    Refund.objects.filter(pk=refund.pk).update(state="canceled")

    tend_money_inbox(now=timezone.now())
    tend_money_inbox(now=timezone.now())

    ended = MoneyTask.objects.get()
    assert (ended.closed_how, ended.closed_by) == ("cause_gone", "system")


def test_what_nobody_knows_for_an_hour_is_put_before_a_person_and_goes_when_it_is_known(shop, settings):
    settings.GATEWAY_URL = ""
    placed_order(shop)
    drain(["default"])
    tend_money_inbox(now=timezone.now() + timedelta(minutes=50))
    assert not MoneyTask.objects.exists()

    tend_money_inbox(now=timezone.now() + timedelta(minutes=70))
    assert "70 minutes" in task("unknown").facts

    PaymentTransaction.objects.update(outcome="failed")
    tend_money_inbox(now=timezone.now() + timedelta(minutes=80))
    assert MoneyTask.objects.get().closed_how == "cause_gone"


def test_the_gateway_is_asked_ever_more_seldom():
    start = timezone.now()
    minutes = [nr for nr in range(1, 26 * 60) if nr > 1]
    turns = list(dict.fromkeys(asking_turn(now=start + timedelta(minutes=nr), since=start) for nr in minutes))

    assert turns == ["t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "s1", "s2", "s3", "s4"]


def test_money_the_books_deny_is_left_to_a_person_and_the_books_stay(shop, settings):
    settings.GATEWAY_URL = ""
    placed_order(shop)
    drain(["default"])
    PaymentTransaction.objects.update(outcome="failed", error="Declined.")
    ours = PaymentTransaction.objects.get()
    data = {"id": "auth_9", "status": "succeeded", "amount": f"{ours.amount:.2f}", "currency": "EUR",
            "idempotency_key": ours.key}  # fmt: skip
    event = GatewayEvent.objects.create(
        source="sandbox", event_id="evt_9", kind="authorization.succeeded", body={"data": data}
    )
    apply_notice(event_id=event.pk)

    event.refresh_from_db()
    assert (PaymentTransaction.objects.get().outcome, Payment.objects.get().authorized_amount) == ("failed", 0)
    assert "Our books say that it failed: Declined." in task("contradiction").facts
    assert "money inbox" in event.parked


def test_a_parked_event_is_applied_again_by_a_button_and_only_a_parked_one(db):
    event = GatewayEvent.objects.create(source="sandbox", event_id="evt_1", kind="new.word", body={"data": {}})
    apply_notice(event_id=event.pk)
    event.refresh_from_db()
    assert event.parked == "No use for events of kind “new.word”."

    reapply_notice(gatewayevent_id=event.pk, actor=SYSTEM)
    with pytest.raises(MoveRefused):
        reapply_notice(gatewayevent_id=event.pk, actor=SYSTEM)
    drain(["default"])
    event.refresh_from_db()
    assert (event.parked, event.tries) == ("No use for events of kind “new.word”.", 3)
    with pytest.raises(NotPermitted):
        reapply_notice(gatewayevent_id=event.pk, actor=CLERK)


def test_money_is_written_off_by_two_people_and_never_by_one(db):
    opened = open_task(kind="payout_break", cause="payout_row:1", facts="0.01 EUR too little.")
    with pytest.raises(MoveRefused, match="nobody asked"):
        approve_write_off(moneytask_id=opened.pk, actor=LEAD)
    ask_write_off(moneytask_id=opened.pk, reason="Not worth a letter.", actor=CLERK)
    with pytest.raises(MoveRefused, match="you asked for it yourself"):
        approve_write_off(moneytask_id=opened.pk, actor=CLERK)
    approve_write_off(moneytask_id=opened.pk, actor=LEAD)

    opened.refresh_from_db()
    assert (opened.closed_how, opened.closed_by) == ("written_off", "user:2")
    assert opened.closing_note == "Not worth a letter. (asked by user:1)"


def test_who_takes_a_task_stands_on_it_and_a_right_is_needed(db):
    opened = open_task(kind="dispute", cause="sandbox:dp_1", facts="A dispute.")
    with pytest.raises(NotPermitted):
        take_task(moneytask_id=opened.pk, actor=Actor(kind="user", reference="9"))

    assert take_task(moneytask_id=opened.pk, actor=CLERK).taken_by == "user:1"


def test_an_event_that_missed_its_moment_is_woken_by_the_sweep(shop, settings):
    settings.GATEWAY_URL = ""
    placed_order(shop)
    drain(["default"])
    authorization = PaymentTransaction.objects.get()
    PaymentTransaction.objects.update(outcome="succeeded", gateway_reference="auth_1")
    body = {"id": "dp_1", "capture": "cap_1", "status": "opened", "amount": "1.00", "currency": "EUR"}
    GatewayEvent.objects.create(
        source="sandbox", event_id="evt_1", kind="dispute.opened", body={"data": body},
        parked="No capture of ours has this reference.", waits_for="cap_1", tries=1,
    )  # fmt: skip
    PaymentTransaction.objects.create(
        payment=authorization.payment, kind="capture", outcome="succeeded", amount=authorization.amount,
        currency="EUR", key="capture", parent=authorization, gateway="sandbox", gateway_reference="cap_1",
    )  # fmt: skip

    tend_money_inbox(now=timezone.now())
    drain(["default"])

    assert GatewayEvent.objects.filter(applied_at__gte=F("received_at")).count() == 1
