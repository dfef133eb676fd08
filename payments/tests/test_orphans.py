"""Money at a gateway that our books do not know: found once, matched to an order or given back, once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import MoveRefused
from core.models import Effect
from orders.tests.factories import placed_order
from payments.models import GatewayEvent, MoneyTask, PaymentTransaction
from payments.selectors.orphans import tasks_behind
from payments.services import tending
from payments.services.matching import give_orphan_back, match_to_order
from payments.services.money_inbox import open_task
from payments.services.tending import tend_money_inbox
from payments.services.webhooks import apply_notice
from payments.services.working import (
    approve_write_off,
    ask_gateway_again,
    ask_write_off,
    close_task,
)
from payments.tasks import compare_with_gateways
from payments.tests.factories import confirmed_by_workers, work

pytestmark = pytest.mark.django_db
RIGHTS = frozenset(
    f"payments.{right}" for right in ("work_moneytask", "ask_write_off", "approve_write_off", "receive_payment")
)
CLERK, LEAD = (Actor(kind="user", reference=str(nr), rights=RIGHTS) for nr in (1, 2))


def orphan(gateway, amount: str = "7.00", token: str = "tok_visa") -> str:
    """Money that somebody collected at the gateway by hand; its reference."""
    body = {"amount": amount, "currency": "EUR", "token": token, "reference": "by hand", "capture": True}
    headers = {"Authorization": "Bearer x", "Idempotency-Key": "by-hand"}
    made = gateway.client.post("/v1/authorizations", json=body, headers=headers).json()
    compare_with_gateways()
    work()
    return made["capture"]["id"]


def came(kind: str, data: dict) -> GatewayEvent:
    """An event of the sandbox gateway, as a worker applied it."""
    count = GatewayEvent.objects.count()
    event = GatewayEvent.objects.create(source="sandbox", event_id=f"evt_{count}", kind=kind, body={"data": data})
    apply_notice(event_id=event.pk)
    return event


def task_of(reference: str) -> MoneyTask:
    return MoneyTask.objects.get(gateway_reference=reference, closed_at=None)


def task(kind: str) -> MoneyTask:
    return MoneyTask.objects.get(kind=kind, closed_at=None)


def test_money_collected_by_hand_at_the_gateway_is_found_by_its_list_once(shop, gateway):
    confirmed_by_workers(shop)
    reference = orphan(gateway)
    compare_with_gateways()
    work()

    found = MoneyTask.objects.get(movement="capture")
    assert (found.gateway_reference, found.amount, found.currency) == (reference, Decimal(7), "EUR")
    assert "“by hand”" in found.facts
    # The hold on the card that it was taken from, too; but nothing of the order that our books know.
    assert MoneyTask.objects.filter(closed_at=None).count() == 2


def test_an_orphan_is_given_back_once_and_not_found_again(shop, gateway):
    orphan(gateway)
    found = MoneyTask.objects.get(movement="capture")

    give_orphan_back(moneytask_id=found.pk, actor=SYSTEM)
    with pytest.raises(MoveRefused):
        give_orphan_back(moneytask_id=found.pk, actor=SYSTEM)
    work()
    compare_with_gateways()
    work()

    found.refresh_from_db()
    assert (found.closed_how, gateway.truth().count(("refund", "7.00"))) == ("refunded", 1)
    assert not MoneyTask.objects.filter(closed_at=None, movement__in=["capture", "refund"]).exists()


def test_the_webhook_of_an_orphans_refund_ends_its_task_and_is_no_orphan_itself(shop, gateway):
    found = task_of(orphan(gateway))
    give_orphan_back(moneytask_id=found.pk, actor=SYSTEM)
    refund = {"id": "ref_9", "status": "succeeded", "amount": "7.00", "currency": "EUR",
              "idempotency_key": f"orphan-{found.pk}"}  # fmt: skip

    event = came("refund.succeeded", refund)
    came("refund.succeeded", refund)
    tend_money_inbox(now=timezone.now() + timedelta(minutes=6))

    found.refresh_from_db()
    event.refresh_from_db()
    assert (found.closed_how, event.applied_at is None) == ("refunded", False)
    assert not MoneyTask.objects.filter(closed_at=None, gateway_reference="ref_9").exists()


def test_a_refund_of_an_orphan_that_was_refused_is_asked_for_anew_under_another_key(shop, gateway):
    found = task_of(orphan(gateway, token="tok_refund_fails"))

    for count in (1, 2):
        give_orphan_back(moneytask_id=found.pk, actor=SYSTEM)
        work()
        found.refresh_from_db()
        assert (found.is_refunding, found.facts.count("The bank of the card holder refused")) == (False, count)

    asked = [row["key"] for row in gateway.client.get("/_truth").json() if row["operation"] == "refund"]
    assert asked == [f"orphan-{found.pk}", f"orphan-{found.pk}-2"]


def test_the_late_no_to_an_earlier_attempt_does_not_end_the_one_under_way(shop, gateway):
    found = task_of(orphan(gateway))
    MoneyTask.objects.filter(pk=found.pk).update(refund_attempts=1)
    give_orphan_back(moneytask_id=found.pk, actor=SYSTEM)

    came("refund.failed", {"id": "ref_8", "status": "failed", "amount": "7.00", "currency": "EUR",
                           "idempotency_key": f"orphan-{found.pk}"})  # fmt: skip

    found.refresh_from_db()
    assert found.is_refunding


def test_a_refund_of_an_orphan_nobody_heard_of_is_asked_about_under_the_same_key(shop, gateway):
    found = task_of(orphan(gateway))
    give_orphan_back(moneytask_id=found.pk, actor=SYSTEM)
    Effect.objects.filter(task="payments.tasks.give_orphan_back").delete()

    for _ in range(2):
        ask_gateway_again(moneytask_id=found.pk, actor=CLERK)
    work()

    found.refresh_from_db()
    assert (found.closed_how, gateway.truth().count(("refund", "7.00"))) == ("refunded", 1)


def test_an_orphans_refund_that_comes_back_is_money_that_waits_again(shop, gateway):
    found = task_of(orphan(gateway))
    give_orphan_back(moneytask_id=found.pk, actor=SYSTEM)
    refund = {"id": "ref_9", "amount": "7.00", "currency": "EUR", "idempotency_key": f"orphan-{found.pk}"}
    came("refund.succeeded", {**refund, "status": "succeeded"})

    for _ in range(2):
        came("refund.failed", {**refund, "status": "failed", "message": "The account is closed."})

    back = task_of("ref_9")
    assert (back.amount, back.movement, "The account is closed." in back.facts) == (Decimal(7), "return", True)


def test_a_list_of_refunds_the_inbox_had_made_is_compared_in_one_query(db, django_assert_num_queries):
    tasks = [open_task(kind="orphan", cause=f"sandbox:cap_{nr}", facts="Seven euros.") for nr in range(3)]

    with django_assert_num_queries(1):
        behind = tasks_behind([*(f"orphan-{each.pk}" for each in tasks), "orphan-x", "orphan-99999999", "other"])

    assert behind == {f"orphan-{each.pk}": each.pk for each in tasks}


def test_only_an_orphan_is_given_back_and_only_an_unknown_asked_about(db):
    line = open_task(kind="payout_break", cause="payout_row:1", facts="Not ours.", amount=Decimal(3), currency="EUR",
                     gateway="sandbox", gateway_reference="cap_1", movement="capture")  # fmt: skip
    stranger = open_task(kind="orphan", cause="sandbox:cap_2", facts="Not ours.")

    with pytest.raises(MoveRefused, match="payout does not match: our books may know it"):
        give_orphan_back(moneytask_id=line.pk, actor=SYSTEM)
    with pytest.raises(MoveRefused, match="no movement of ours waits for its answer"):
        ask_gateway_again(moneytask_id=stranger.pk, actor=SYSTEM)

    assert not MoneyTask.objects.filter(is_refunding=True).exists()


def test_while_a_gateway_gives_money_back_its_task_is_neither_closed_nor_written_off_nor_matched(shop, gateway):
    order, found = placed_order(shop, tenders=[]), task_of(orphan(gateway))
    ask_write_off(moneytask_id=found.pk, reason="small", actor=CLERK)
    give_orphan_back(moneytask_id=found.pk, actor=SYSTEM)

    for act, told in ((close_task, {"reason": "seen"}), (approve_write_off, {}), (ask_write_off, {"reason": "small"}),
                      (match_to_order, {"order_number": order.number})):  # fmt: skip
        with pytest.raises(MoveRefused, match="is being asked to give it back, by system"):
            act(moneytask_id=found.pk, actor=LEAD, **told)

    found.refresh_from_db()
    assert (found.closed_at, found.is_refunding) == (None, True)


def test_an_orphan_matched_to_an_order_is_its_money_and_what_is_too_much_goes_back(shop, gateway):
    order = placed_order(shop, tenders=[])
    reference = orphan(gateway, amount=f"{order.total + 2:.2f}")
    found = MoneyTask.objects.get(movement="capture")

    match_to_order(moneytask_id=found.pk, order_number=order.number.lower(), actor=CLERK)
    work()

    order.refresh_from_db()
    found.refresh_from_db()
    assert (order.captured_amount, order.refunded_amount) == (order.total + 2, Decimal(2))
    assert PaymentTransaction.objects.get(kind="capture").gateway_reference == reference
    assert ("refund", "2.00") in gateway.truth()
    assert (found.closed_how, found.order_id) == ("matched", order.pk)
    with pytest.raises(MoveRefused, match="was closed by user:1"):
        match_to_order(moneytask_id=found.pk, order_number=order.number, actor=CLERK)


def test_a_stranger_among_webhooks_waits_five_minutes_before_it_is_a_task(db):
    data = {"id": "cap_9", "status": "succeeded", "amount": "3.00", "currency": "EUR", "idempotency_key": "who"}
    event = GatewayEvent.objects.create(
        source="sandbox", event_id="evt_9", kind="capture.succeeded", body={"data": data}
    )
    apply_notice(event_id=event.pk)
    tend_money_inbox(now=timezone.now())
    assert not MoneyTask.objects.exists()

    tend_money_inbox(now=timezone.now() + timedelta(minutes=6))
    assert (task("orphan").cause, task("orphan").movement) == ("sandbox:cap_9", "capture")


def test_a_stranger_is_looked_at_once_and_a_dispute_goes_on_waiting_for_its_capture(db, monkeypatch):
    monkeypatch.setattr(tending, "AT_ONCE", 1)
    for number, status in ((1, "declined"), (2, "succeeded")):
        money = {"id": f"cap_{number}", "status": status, "amount": "3.00", "currency": "EUR",
                 "idempotency_key": f"who-{number}"}  # fmt: skip
        came("capture.succeeded", money)
    asked = {"id": "dp_1", "capture": "cap_9", "status": "opened", "amount": "1.00", "currency": "EUR"}
    dispute = came("dispute.opened", asked)

    for _ in range(3):
        tend_money_inbox(now=timezone.now() + timedelta(minutes=6))

    assert task("orphan").cause == "sandbox:cap_2"
    assert list(GatewayEvent.objects.exclude(waits_for="")) == [dispute]


def test_what_was_found_and_matched_is_told_under_its_own_name_and_applied(shop, gateway):
    order = placed_order(shop, tenders=[])
    reference = orphan(gateway, amount=f"{order.total:.2f}")
    event = came("capture.succeeded", {"id": reference, "status": "succeeded", "amount": f"{order.total:.2f}",
                                       "currency": "EUR"})  # fmt: skip

    match_to_order(moneytask_id=task_of(reference).pk, order_number=order.number, actor=CLERK)
    work()

    event.refresh_from_db()
    assert (event.applied_at is not None, event.tries) == (True, 1)
