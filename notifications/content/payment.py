"""The context of a mail that asks for money."""

from collections.abc import Mapping
from typing import Any

from core.money import ZERO
from notifications.content.order import base_context, scribe_of
from notifications.errors import NothingToSay
from orders.models import Order
from payments.selectors.linking import due_by_link


def pay_link(order: Order, locale: str) -> Mapping[str, Any]:
    """Raises NothingToSay when it was paid meanwhile, or is over."""
    due = due_by_link(order)
    if due <= ZERO:
        raise NothingToSay("There is nothing to pay by card any more.")
    context = base_context(order, locale)
    return {**context, "amount": scribe_of(order, locale).money(due), "pay_url": f"{context['status_url']}pay/"}
