"""The context of a mail that asks a customer to show who they are."""

from collections.abc import Mapping
from typing import Any

from notifications.content.order import base_context, scribe_of
from notifications.errors import NothingToSay
from orders.models import Order
from payments.models import RiskReview
from payments.statuses import ReviewState


def proof_request(order: Order, locale: str, *, review_id: int) -> Mapping[str, Any]:
    """Raises NothingToSay when it was decided meanwhile."""
    review = RiskReview.objects.get(pk=review_id)
    if review.state != ReviewState.WAITING_PROOF or review.proof_due_at is None:
        raise NothingToSay("Nobody waits for proof any more.")
    until = scribe_of(order, locale).date(review.proof_due_at.date())
    return {**base_context(order, locale), "answer_until": until}
