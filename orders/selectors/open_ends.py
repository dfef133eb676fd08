"""What of a customer's orders is still open, in words."""

from collections.abc import Iterator

from core.errors import Blocker
from orders.models import Order
from orders.statuses import LIVING, OrderState

SHOWN = 3


def order_blockers(customer_id: int) -> Iterator[Blocker]:
    """Living orders and drafts of the customer; at most a few are named."""
    found = Order.objects.filter(customer=customer_id, state__in=[*LIVING, OrderState.DRAFT]).order_by("-pk")
    for order in found[:SHOWN]:
        yield Blocker(
            "open_order", f"order {order.number} is {order.get_state_display().lower()}.",
            "Complete or cancel it first.",
        )  # fmt: skip
    for order in Order.objects.filter(customer=customer_id, is_disputed=True).order_by("-pk")[:SHOWN]:
        yield Blocker("dispute", f"order {order.number} is disputed.", "Wait for the end of the dispute.")
