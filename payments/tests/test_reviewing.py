"""The review desk: accepted orders go on, declined ones end in one act, and every decision is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import ROLES
from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Effect, Event
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.services.canceling import cancel_order
from orders.services.holding import release_hold
from orders.services.recording.floor import record_picked, record_release
from payments.models import DenyListEntry, Payment, PaymentTransaction, RiskDecision, RiskReview
from payments.selectors.rule_report import rule_rows
from payments.services.collecting import request_capture
from payments.services.reviewing import accept_order, ask_for_proof, decline_order, take_proof
from payments.tests.factories import confirmed_by_workers, work
from tests.architecture.test_rights import known_rights

pytestmark = pytest.mark.django_db
SUSPECT = {"tenders": [TenderRequest(kind="card", token="tok_cvc_fail")], "client_ip": "203.0.113.7"}


@pytest.fixture
def clerk() -> Actor:
    rights = next(role for role in ROLES if role.code == "payments").select(known_rights())
    return Actor(kind="user", reference="7", name="Pay Clerk", rights=frozenset(rights))


@pytest.fixture
def review(shop, gateway) -> RiskReview:
    """Of an order whose card code was wrong."""
    confirmed_by_workers(shop, {0: 2}, **SUSPECT)
    return RiskReview.objects.get()


def order_of(review: RiskReview) -> Order:
    return Order.objects.get(pk=review.order_id)


def again(review: RiskReview) -> RiskReview:
    return RiskReview.objects.get(pk=review.pk)


def test_a_suspected_order_waits_on_the_desk_beside_its_hold(review):
    order = order_of(review)

    assert (order.state, order.is_on_hold, review.state) == ("placed", True, "open")
    assert review.assessment.signals[0]["sentence"] == "The code of the card was wrong."


def test_an_accepted_order_goes_on_and_the_decision_is_kept(review, clerk):
    accept_order(review_id=review.pk, reason="Spoke to her on the phone.", actor=clerk)
    work()

    order = order_of(review)
    kept = RiskDecision.objects.get()
    assert (order.state, order.is_on_hold, again(review).state) == ("confirmed", False, "accepted")
    assert (kept.decision, kept.decided_by, kept.reason) == ("accepted", "user:7", "Spoke to her on the phone.")
    event = Event.objects.get(order_id=order.pk, name="payments.review_accepted")
    assert event.data["changes"] == {"review": ["open", "accepted"]}
    assert "phone" not in str(event.data)


def test_declining_cancels_lets_the_money_go_and_denies_the_marks_in_one_commit(review, clerk, gateway):
    decline_order(review_id=review.pk, reason="A stolen card", actor=clerk, deny=["email", "card", "ip"], deny_days=30)

    order, void = order_of(review), PaymentTransaction.objects.get(kind="void")
    assert (order.state, again(review).state, void.outcome) == ("canceled", "declined", "requested")
    assert void.amount == order.authorized_amount
    assert gateway.truth() == [("authorize", "30.00")]
    denied = DenyListEntry.objects.order_by("kind")
    assert [entry.kind for entry in denied] == ["card", "email", "ip"]
    assert {(entry.reason, entry.added_by, entry.order_id) for entry in denied} == {
        ("A stolen card", "user:7", order.pk)
    }
    assert denied[0].expires_at.date() == (timezone.now() + timedelta(days=30)).date()
    assert Effect.objects.filter(task="payments.tasks.void_payment").count() == 1


def test_the_money_of_a_declined_order_is_let_go_once_by_the_worker(review, clerk, gateway):
    decline_order(review_id=review.pk, reason="A stolen card", actor=clerk)
    work()
    work()

    assert gateway.truth() == [("authorize", "30.00"), ("void", "30.00")]
    assert (order_of(review).payment_status, Payment.objects.get().state) == ("voided", "voided")
    assert DenyListEntry.objects.count() == 0


def test_a_capture_under_way_when_it_is_declined_comes_back(review, clerk, gateway):
    payment = Payment.objects.get()
    request_capture(payment_id=payment.pk, amount=payment.amount, actor=SYSTEM)

    decline_order(review_id=review.pk, reason="A stolen card", actor=clerk)
    work()

    assert [kind for kind, _ in gateway.truth()] == ["authorize", "capture", "refund"]
    assert order_of(review).refunded_amount == payment.amount


def test_goods_that_are_picked_keep_the_order_from_being_declined_and_nothing_of_it_is_done(review, clerk):
    accept_order(review_id=review.pk, reason="fine", actor=clerk)
    work()
    order = order_of(review)
    line = order.lines.get()
    places = {(line.pk, line.allocations.get().level_id): 2}
    record_release(order_id=order.pk, units=places, actor=SYSTEM)
    record_picked(order_id=order.pk, units=places, actor=SYSTEM)
    second = RiskReview.objects.create(order=order, assessment=review.assessment)

    with pytest.raises(MoveRefused, match="picked"):
        decline_order(review_id=second.pk, reason="A stolen card", actor=clerk, deny=["email"])

    assert (order_of(review).state, again(second).state) == ("processing", "open")
    assert DenyListEntry.objects.count() == 0


def test_a_mark_that_is_denied_for_good_stays_denied_for_good(review, clerk):
    email = order_of(review).customer.email
    DenyListEntry.objects.create(kind="email", value=email, reason="Never again", added_by="user:1")

    decline_order(review_id=review.pk, reason="A stolen card", actor=clerk, deny=["email"], deny_days=5)

    entry = DenyListEntry.objects.get()
    assert (entry.expires_at, entry.reason) == (None, "Never again")


def test_proof_is_asked_for_by_mail_with_a_clock_and_taken(review, clerk):
    ask_for_proof(review_id=review.pk, days=2, reason="New customer", actor=clerk)

    waiting = again(review)
    assert (waiting.state, order_of(review).is_on_hold) == ("waiting_proof", True)
    assert timedelta(hours=47) < waiting.proof_due_at - timezone.now() <= timedelta(days=2)

    take_proof(review_id=review.pk, reason="A bill with her address", actor=clerk)

    assert (again(review).state, again(review).proof_due_at) == ("open", None)
    assert list(RiskDecision.objects.order_by("pk").values_list("decision", flat=True)) == ["proof_asked", "proof_came"]


def test_who_cannot_be_written_to_is_not_asked(review, clerk):
    order = order_of(review)
    order.customer.email = ""
    order.customer.save()

    with pytest.raises(MoveRefused, match="no e-mail"):
        ask_for_proof(review_id=review.pk, days=2, reason="New", actor=clerk)


@pytest.mark.parametrize("act", [accept_order, decline_order])
def test_a_decision_needs_a_reason_and_its_right(review, clerk, act):
    with pytest.raises(InvalidInput):
        act(review_id=review.pk, reason="  ", actor=clerk)
    bare = replace(clerk, rights=clerk.rights - {"payments.accept_order", "payments.decline_order"})
    with pytest.raises(NotPermitted):
        act(review_id=review.pk, reason="because", actor=bare)

    assert (again(review).state, order_of(review).state) == ("open", "placed")


DECIDING = {"payments.accept_order", "payments.decline_order", "payments.ask_for_proof", "payments.answer_dispute"}


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_those_who_answer_for_money_decide_and_nobody_else(role):
    held = DECIDING & role.select(known_rights())

    assert held == (DECIDING if role.code in ("payments", "manager", "admin") else set())


def test_who_declines_needs_no_right_to_cancel_other_orders(review, clerk):
    assert "orders.cancel_order" not in clerk.rights

    decline_order(review_id=review.pk, reason="A stolen card", actor=clerk)

    event = Event.objects.get(order_id=review.order_id, name="orders.canceled")
    assert event.actor == "user:7"


def test_the_second_decision_is_refused_and_says_what_the_first_was(review, clerk):
    accept_order(review_id=review.pk, reason="fine", actor=clerk)

    with pytest.raises(MoveRefused) as refused:
        decline_order(review_id=review.pk, reason="A stolen card", actor=clerk)

    assert "accepted" in str(refused.value.message)
    assert order_of(review).state == "placed"


def test_a_hold_released_on_the_orders_page_is_kept_as_the_decision_of_who_did_it(review, clerk):
    hold = order_of(review).holds.get()

    release_hold(hold_id=hold.pk, actor=clerk, reason="known customer")
    work()

    kept = RiskDecision.objects.get()
    assert (again(review).state, kept.decision, kept.decided_by) == ("accepted", "accepted", "user:7")


def test_an_order_canceled_elsewhere_leaves_nothing_to_decide(review):
    cancel_order(order_id=review.order_id, actor=SYSTEM, reason="changed mind")
    work()

    assert again(review).state == "closed"
    assert RiskDecision.objects.count() == 0


def test_the_report_tells_how_often_a_rule_was_right(shop, gateway, clerk):
    for _ in range(3):
        confirmed_by_workers(shop, **SUSPECT)
    first, second, _ = RiskReview.objects.order_by("pk")
    accept_order(review_id=first.pk, reason="fine", actor=clerk)
    decline_order(review_id=second.pk, reason="A stolen card", actor=clerk)

    rows = {row.rule: row for row in rule_rows(since=timezone.now() - timedelta(days=1))}

    row = rows["Card code failed"]
    assert (row.struck, row.declined, row.accepted, row.was_right, row.was_wrong) == (3, 1, 1, 1, 1)
    assert row.precision == 50
