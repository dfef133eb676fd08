"""What came after the delivery: returns, cases and the customer's opinion."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from core.admin.chips import state_chip
from orders.models import Order
from returns.models import Return
from support.models import Case, Feedback

RETURN_TONES = {
    "requested": "warn", "approved": "info", "in_transit": "info", "received": "warn", "inspected": "warn",
    "resolved": "good", "closed": "good", "rejected": "neutral",
}  # fmt: skip
CASE_TONES = {"open": "warn", "in_progress": "info", "resolved": "good", "closed": "good"}


@dataclass(frozen=True)
class AftercarePanel:
    returns: Sequence[tuple[Return, SafeString]]
    cases: Sequence[tuple[Case, SafeString]]
    feedback: Sequence[Feedback]


def aftercare_panel(order: Order) -> AftercarePanel:
    """Three queries, newest first."""
    returns = order.returns.select_related("reason").order_by("-pk")
    cases = order.cases.order_by("-pk")
    return AftercarePanel(
        returns=[(each, state_chip(each.state, each.get_state_display(), RETURN_TONES)) for each in returns],
        cases=[(each, state_chip(each.state, each.get_state_display(), CASE_TONES)) for each in cases],
        feedback=list(order.feedback.select_related("line", "case").order_by("-pk")),
    )
