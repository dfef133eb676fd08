"""What an order still misses to be complete, and when it completes by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.errors import Blocker
from core.fsm import blockers_of
from orders.ending import stays_open_until, window_ends_at
from orders.models import Order
from orders.statuses import OrderState

# Time alone clears these.
_WAITS = {
    "waiting_time": "return window",
    "units_on_the_road": "return window, if nothing is heard of its parcels",
}


@dataclass(frozen=True)
class CompletionPanel:
    """Conditions that somebody has to see to, and the moment at which it completes by itself once they are gone."""

    missing: Sequence[Blocker]
    completes_at: datetime | None
    why: str
    is_due: bool


def completion_panel(order: Order, *, now: datetime) -> CompletionPanel | None:
    """None for an order that is not under way; no query beyond what the order was fetched with."""
    if order.state not in (OrderState.CONFIRMED, OrderState.PROCESSING):
        return None
    reasons = blockers_of(order, "complete")
    window, left_open = window_ends_at(order, order.lines.all()), stays_open_until(order)
    waits = [reason.code for reason in reasons if reason.code in _WAITS and window is not None]
    moments = [(window, _WAITS[code]) for code in waits if window is not None]
    if left_open is not None and left_open > now:
        moments.append((left_open, "reopened, and left to people until then"))
    missing = [reason for reason in reasons if reason.code not in waits]
    at, why = max(moments) if moments else (None, "")
    return CompletionPanel(missing, at, why, is_due=not missing and at is None)
