"""The fraud review: a person accepts, declines, or asks for proof; each once, with a reason that is kept."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.fsm import perform
from core.service import service
from orders.models import HoldKind, Order
from orders.services.canceling import cancel_order
from orders.services.holding import release_hold
from orders.statuses import ENDED, RefundTo
from payments.events import ProofAsked, ProofCame, ReviewAccepted, ReviewClosed, ReviewDeclined, ReviewFact
from payments.locks import lock_payments, lock_review
from payments.models import RiskAssessment, RiskDecision, RiskReview
from payments.selectors.marks import marks_of
from payments.services.denying import deny_marks
from payments.services.settling import settle_locked
from payments.statuses import REVIEW_OPEN, Decision

CANCEL_RIGHT = "orders.cancel_order"


def bring_to_review(order: Order, assessment: RiskAssessment, *, actor: Actor) -> RiskReview | None:
    """The order's open review with its latest assessment, made when that one does not pass; the order is locked."""
    if assessment.verdict == "pass" and not order.is_on_hold:
        return None
    review = RiskReview.objects.filter(order=order, state__in=REVIEW_OPEN).first()
    if review is not None:
        review.assessment = assessment
        review.save(update_fields=["assessment"])
    elif assessment.verdict != "pass":
        review = RiskReview.objects.create(order=order, assessment=assessment)
    return review


@service
def accept_order(*, review_id: int, reason: str, actor: Actor) -> RiskReview:
    """Believe the customer: the fraud hold ends and the order goes on.

    Raises NotPermitted (accepting and releasing a fraud hold are two rights), InvalidInput without a reason, and
    MoveRefused when somebody decided before.
    """
    order, review = lock_review(review_id)
    _decide(review, "accept", Decision.ACCEPTED, ReviewAccepted, reason=reason, actor=actor)
    for hold in order.holds.filter(kind=HoldKind.FRAUD_REVIEW, released_at=None).order_by("pk"):
        release_hold(hold_id=hold.pk, actor=actor, reason=reason)
    return review


@service
def decline_order(
    *, review_id: int, reason: str, actor: Actor, deny: Collection[str] = (), deny_days: int | None = None
) -> RiskReview:
    """Refuse the order in one act: it is canceled, its money let go, and the marks of the kinds ``deny`` are denied.

    All of ours is one commit; the gateway is asked by effects. Money that was captured is refunded. ``deny_days`` is
    how long the marks stay denied, for good without it. Raises NotPermitted, InvalidInput without a reason, and
    MoveRefused when somebody decided before, or goods are picked or shipped.
    """
    order, review = lock_review(review_id)
    _decide(review, "decline", Decision.DECLINED, ReviewDeclined, reason=reason, actor=actor)
    # Whoever may decline may cancel what is declined, and nothing else.
    acting = replace(actor, rights=actor.rights | {CANCEL_RIGHT})
    # Stolen money goes back where it came from, whatever the customer wished.
    why = "Declined after the fraud review."
    cancel_order(order_id=order.pk, actor=acting, reason=why, refund_to=RefundTo.TENDERS)
    order, payments = lock_payments(order.pk)
    settle_locked(order, payments, actor=SYSTEM)
    until = timezone.now() + timedelta(days=deny_days) if deny_days else None
    # The network of an address is everybody's around it: only a person denies it, on the list itself.
    marks = [mark for mark in marks_of(order, payments) if mark.kind in deny and "/" not in mark.value]
    deny_marks(marks=marks, order=order, reason=reason, actor=actor, expires_at=until)
    return review


@service
def ask_for_proof(*, review_id: int, days: int, reason: str, actor: Actor) -> RiskReview:
    """Write to the customer for proof of who they are, to come within ``days``; the hold stays.

    Raises NotPermitted, InvalidInput without a reason or for days below one, and MoveRefused when it was decided
    before or the customer cannot be written to.
    """
    order, review = lock_review(review_id)
    if days < 1:
        raise InvalidInput("Give the customer at least one day.", field="days")
    if order.customer is None or not order.customer.email:
        no_mail = Blocker("no_mail", "the customer has no e-mail address.", fix="Call them, then decide.")
        raise MoveRefused("ask for proof", [no_mail])
    due_at = timezone.now() + timedelta(days=days)
    _decide(review, "ask_proof", Decision.PROOF_ASKED, ProofAsked, reason=reason, actor=actor, due_at=due_at)
    return review


@service
def take_proof(*, review_id: int, reason: str, actor: Actor) -> RiskReview:
    """Something came; ``reason`` says what. The review waits for a decision again.

    Raises NotPermitted, InvalidInput without a reason, and MoveRefused when nothing was asked for.
    """
    _, review = lock_review(review_id)
    _decide(review, "take_proof", Decision.PROOF_CAME, ProofCame, reason=reason, actor=actor)
    return review


@service
def follow_order(*, order_id: int) -> None:
    """End the review of an order that waits for it no more: it is over, or its fraud hold was released elsewhere.

    Who released the hold has accepted the order, and that is kept as their decision. Running twice changes nothing.
    """
    order, _ = lock_payments(order_id)
    review = RiskReview.objects.filter(order=order, state__in=REVIEW_OPEN).first()
    if review is None:
        return
    holds = order.holds.filter(kind=HoldKind.FRAUD_REVIEW)
    if order.state in ENDED:
        _move(review, "close", ReviewClosed, reason="", actor=SYSTEM, now=timezone.now())
    elif not holds.filter(released_at=None).exists():
        last = holds.order_by("-released_at").first()
        _move(review, "accept", ReviewAccepted, reason="", actor=SYSTEM, now=timezone.now())
        _keep(review, Decision.ACCEPTED, "The hold was released on the order's page.", last.released_by if last else "")


def _decide(
    review: RiskReview, move: str, decision: Decision, fact: type[ReviewFact], *, reason: str, actor: Actor,
    **arguments: object,
) -> None:  # fmt: skip
    """Move, save, keep the decision and tell it; the order is locked."""
    if not reason.strip():
        raise InvalidInput("Say why; the decision is kept and the rules are measured by it.", field="reason")
    if decision in (Decision.ACCEPTED, Decision.DECLINED):
        arguments["now"] = timezone.now()
    _move(review, move, fact, reason=reason, actor=actor, **arguments)
    _keep(review, decision, reason, actor.label)


def _move(
    review: RiskReview, move: str, fact: type[ReviewFact], *, reason: str, actor: Actor, **arguments: object
) -> None:
    before, after = perform(review, move, actor=actor, **arguments)
    review.save(update_fields=["state", "proof_due_at", "finished_at"])
    told = fact(order_id=review.order_id, review_id=review.pk)
    publish(told, actor=actor, changes={"review": [before, after]}, note=reason)


def _keep(review: RiskReview, decision: Decision, reason: str, by: str) -> None:
    RiskDecision.objects.create(
        review=review, assessment_id=review.assessment_id, decision=decision, reason=reason[:400], decided_by=by
    )
