"""The context of a message about goods that come back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from notifications.content.order import base_context, scribe_of
from notifications.content.views import line_view
from notifications.errors import NothingToSay
from orders.models import Order
from returns.models import Return, ReturnState
from returns.selectors.way_back import send_to

_OVER = (ReturnState.CANCELED, ReturnState.EXPIRED)


def returned(order: Order, locale: str, *, return_id: int) -> Mapping[str, Any]:
    """What comes back, where to and until when. Raises NothingToSay when the return was called off meanwhile."""
    returns = Return.objects.select_related("warehouse", "order__channel")
    found = returns.prefetch_related("lines__order_line__kit").get(pk=return_id)
    if found.state in _OVER:
        raise NothingToSay("The return was called off.")
    scribe = scribe_of(order, locale)
    base = base_context(order, locale)
    return {
        **base,
        "return_number": found.number,
        "lines": [asdict(line_view(one.order_line, scribe, quantity=one.quantity)) for one in found.lines.all()],
        "more_lines": 0,
        "send_until": scribe.date(found.expires_at.date()) if found.expires_at else "",
        "send_to": list(send_to(found, locale)),
        "label_url": f"{base['status_url']}#return",
    }
