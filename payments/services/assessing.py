"""Ask the fraud rules about an order whose money is there."""

from django.utils import timezone

from core.actors import Actor
from core.service import service
from orders.lifecycle import may_wait, secured_amount
from orders.locks import lock_order
from orders.models import Order
from orders.selectors.worth import payable
from orders.services.recording.risk import record_risk
from orders.statuses import LIVING
from payments.models import RiskAssessment
from payments.selectors.signals import signals_on
from payments.services.reviewing import bring_to_review

HIGHEST = 100


@service
def check_risk(*, order_id: int, actor: Actor) -> RiskAssessment | None:
    """Assess as soon as the funds are secured, once for an address and a total; None when there is nothing to do (yet).

    An edit that raised the total, and another address, ask again (``risk_checked_at`` is empty). Whatever does not
    pass waits on the review desk.
    """
    order = lock_order(order_id)
    if order.state not in LIVING or order.risk_checked_at is not None:
        return None
    if secured_amount(order) + may_wait(order) < payable(order):
        return None
    signals = signals_on(order, now=timezone.now())
    score = min(HIGHEST, sum(signal.rule.score for signal in signals))
    verdict = _verdict(score, order)
    assessment = RiskAssessment.objects.create(
        order=order, score=score, verdict=verdict, signals=[signal.kept() for signal in signals],
        review_at=order.channel.review_at_score, decline_at=order.channel.decline_at_score,
    )  # fmt: skip
    reason = " ".join(signal.sentence for signal in signals)
    record_risk(order_id=order_id, score=score, verdict=verdict, reason=reason, actor=actor)
    bring_to_review(order, assessment, actor=actor)
    return assessment


def _verdict(score: int, order: Order) -> str:
    if score >= order.channel.decline_at_score:
        return "decline"
    return "review" if score >= order.channel.review_at_score else "pass"
