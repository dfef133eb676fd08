"""Two reviewers at once, and a decline beside a release and beside a capture, each on a connection of its own."""

import pytest
from django.db import IntegrityError

from core.actors import SYSTEM
from core.errors import MoveRefused
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.services.holding import release_hold
from payments.errors import CaptureExceedsAuthorization
from payments.models import Payment, PaymentTransaction, RiskDecision, RiskReview
from payments.services import promising, reviewing
from payments.services.collecting import request_capture
from payments.services.reviewing import accept_order, decline_order, follow_order
from payments.tests.factories import confirmed_by_workers, work
from tests.races.crowd import all_at_once
from tests.races.hands import Hand
from tests.races.rival import Rival, after

pytestmark = pytest.mark.django_db(transaction=True)
WHY = {"reason": "as it looks", "actor": SYSTEM}


@pytest.fixture
def review(shop, gateway) -> RiskReview:
    confirmed_by_workers(shop, {0: 2}, tenders=[TenderRequest(kind="card", token="tok_cvc_fail")])
    return RiskReview.objects.get()


def look_only(review_id: int) -> tuple[Order, RiskReview]:
    """What ``lock_review`` gives, and no lock."""
    review = RiskReview.objects.select_related("order__channel", "assessment").get(pk=review_id)
    return review.order, review


def order_of(review: RiskReview) -> Order:
    return Order.objects.get(pk=review.order_id)


def meanwhile(monkeypatch, act, *, after_the: str = "lock_review") -> Rival:
    """``act`` is done on another connection when the reviewer has read the review and not yet decided."""
    rival = Rival(Hand(), act)
    after(monkeypatch, reviewing, after_the, rival)
    return rival


def test_of_two_reviewers_at_once_one_decides_and_the_other_is_told(review):
    results = all_at_once([
        lambda: accept_order(review_id=review.pk, **WHY), lambda: decline_order(review_id=review.pk, **WHY),
    ])  # fmt: skip

    assert sum(isinstance(result, MoveRefused) for result in results) == 1
    assert RiskDecision.objects.count() == 1
    decided = RiskDecision.objects.get().decision
    assert order_of(review).state == ("placed" if decided == "accepted" else "canceled")


def test_a_reviewer_in_the_midst_of_another_waits_and_is_refused(review, monkeypatch):
    rival = meanwhile(monkeypatch, lambda: accept_order(review_id=review.pk, **WHY))

    decline_order(review_id=review.pk, **WHY)
    assert isinstance(rival.result, MoveRefused)
    rival.hand.close()

    assert (RiskDecision.objects.get().decision, order_of(review).state) == ("declined", "canceled")


def test_without_the_lock_both_decide_and_only_the_last_wall_holds(review, monkeypatch):
    monkeypatch.setattr(reviewing, "lock_review", look_only)
    rival = meanwhile(monkeypatch, lambda: accept_order(review_id=review.pk, **WHY))

    with pytest.raises(IntegrityError, match="decision_one_final"):
        decline_order(review_id=review.pk, **WHY)
    assert not isinstance(rival.result, Exception)
    rival.hand.close()


def test_a_decline_beside_a_release_of_the_hold_ends_the_order_and_is_the_only_decision(review, monkeypatch):
    hold = order_of(review).holds.get()
    rival = meanwhile(monkeypatch, lambda: release_hold(hold_id=hold.pk, actor=SYSTEM))

    decline_order(review_id=review.pk, **WHY)
    rival.result  # noqa: B018 - waits for the release to end
    rival.hand.close()
    work()

    assert (RiskDecision.objects.get().decision, order_of(review).state) == ("declined", "canceled")


def test_without_the_lock_the_release_is_decided_in_the_midst_of_the_decline(review, monkeypatch):
    hold = order_of(review).holds.get()
    monkeypatch.setattr(reviewing, "lock_review", look_only)

    def release() -> None:
        release_hold(hold_id=hold.pk, actor=SYSTEM)
        follow_order(order_id=review.order_id)

    rival = meanwhile(monkeypatch, release)

    with pytest.raises(IntegrityError, match="decision_one_final"):
        decline_order(review_id=review.pk, **WHY)
    assert rival.result is None
    rival.hand.close()

    assert RiskDecision.objects.get().decision == "accepted"


def test_a_release_of_the_hold_that_was_first_leaves_one_decision_whoever_follows(review):
    hold = order_of(review).holds.get()
    release_hold(hold_id=hold.pk, actor=SYSTEM)

    results = all_at_once([
        lambda: follow_order(order_id=review.order_id), lambda: decline_order(review_id=review.pk, **WHY),
    ])  # fmt: skip
    work()

    decided = RiskDecision.objects.get().decision
    assert sum(isinstance(result, MoveRefused) for result in results) == (decided == "accepted")
    assert order_of(review).state == ("confirmed" if decided == "accepted" else "canceled")


def capture_all() -> object:
    payment = Payment.objects.get()
    return request_capture(payment_id=payment.pk, amount=payment.amount, actor=SYSTEM)


def promised() -> list[str]:
    rows = PaymentTransaction.objects.filter(kind__in=("capture", "void"), outcome="requested")
    return sorted(rows.values_list("kind", flat=True))


def test_a_capture_in_the_midst_of_a_decline_finds_no_money_left(review, monkeypatch):
    rival = meanwhile(monkeypatch, capture_all)

    decline_order(review_id=review.pk, **WHY)
    assert isinstance(rival.result, CaptureExceedsAuthorization)
    rival.hand.close()

    assert promised() == ["void"]


def test_a_capture_that_was_first_is_given_back_by_the_decline(review, gateway):
    capture_all()

    decline_order(review_id=review.pk, **WHY)
    assert promised() == ["capture"]
    work()

    assert [kind for kind, _ in gateway.truth()] == ["authorize", "capture", "refund"]


def test_without_the_locks_the_same_money_would_be_promised_twice_and_only_the_database_refuses(review, monkeypatch):
    """The capture comes when the decline has counted what is free, and nothing keeps it waiting."""
    monkeypatch.setattr(reviewing, "lock_review", look_only)
    monkeypatch.setattr(reviewing, "cancel_order", lambda **_: None)

    def payments_unlocked(order_id: int):
        order = Order.objects.get(pk=order_id)
        order.total = 0
        return order, list(Payment.objects.filter(order=order).select_related("order"))

    monkeypatch.setattr(reviewing, "lock_payments", payments_unlocked)
    rival = Rival(Hand(), capture_all)
    after(monkeypatch, promising, "left_of", rival)

    with pytest.raises(IntegrityError, match="payment_capturing_is_authorized"):
        decline_order(review_id=review.pk, **WHY)
    assert not isinstance(rival.result, Exception)
    rival.hand.close()

    assert promised() == ["capture"]
