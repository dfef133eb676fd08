"""The context of a message about an exchange or a claim."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from notifications.content.order import base_context, scribe_of
from notifications.content.views import line_view
from orders.models import Order
from returns.models import Claim, Exchange


def exchange(order: Order, locale: str, *, exchange_id: int) -> Mapping[str, Any]:
    """What comes back, and the order that goes out for it."""
    found = Exchange.objects.select_related("replacement", "rma").get(pk=exchange_id)
    scribe = scribe_of(order, locale)
    lines = found.rma.lines.select_related("order_line__kit")
    return {
        **base_context(order, locale),
        "exchange": found.number,
        "lines": [asdict(line_view(one.order_line, scribe, quantity=one.quantity)) for one in lines],
        "more_lines": 0,
        "new_number": found.replacement.number if found.replacement else "",
        "note": found.decision_note,
    }


def claim(order: Order, locale: str, *, claim_id: int) -> Mapping[str, Any]:
    """What went wrong, and what the customer gets for it."""
    found = Claim.objects.select_related("replacement", "refund").get(pk=claim_id)
    scribe = scribe_of(order, locale)
    lines = found.lines.select_related("order_line__kit")
    return {
        **base_context(order, locale),
        "claim": found.number,
        "lines": [asdict(line_view(one.order_line, scribe, quantity=one.quantity)) for one in lines],
        "more_lines": 0,
        "new_number": found.replacement.number if found.replacement else "",
        "amount": scribe.money(found.refund.amount) if found.refund else "",
        "note": found.decision_note,
    }
