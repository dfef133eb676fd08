"""Orders by state, counted at most once a minute in each process: it reads a whole index."""

import time

from django.db.models import Count

from orders.lifecycle import OrderState
from orders.models import Order

KEPT_SECONDS = 60.0

Counted = list[tuple[tuple[str, ...], float]]
_kept: dict[str, tuple[float, Counted]] = {}


def orders_by_state() -> Counted:
    """Every state with its number of orders, those with none too."""
    until, counted = _kept.get("orders", (0.0, []))
    if time.monotonic() < until:
        return counted
    found = dict(Order.objects.order_by("state").values_list("state").annotate(n=Count("pk")))
    counted = [((state,), float(found.get(state, 0))) for state in OrderState.values]
    _kept["orders"] = (time.monotonic() + KEPT_SECONDS, counted)
    return counted


def forget_counts() -> None:
    """The next one asked counts anew."""
    _kept.clear()
