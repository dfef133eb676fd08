"""One field that finds an order by whatever a caller has at hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from orders.models import Order
from orders.selectors.finding import order_named, orders_matching
from shipping.models import ShippingLabel

LIMIT = 50


@dataclass(frozen=True)
class Found:
    """``straight`` is the one order meant by an exact number; otherwise ``orders``, newest first."""

    straight: Order | None
    orders: Sequence[Order]


def find_orders(term: str) -> Found:
    """By order number, tracking number, SKU, or words of customer and address; a few indexed queries."""
    exact = order_named(term) or _by_tracking(term)
    if exact is not None:
        return Found(exact, [exact])
    rows = Order.objects.select_related("customer", "channel").order_by("-pk")
    matching = list(orders_matching(term, rows)[:LIMIT]) or _by_sku(term, rows)
    return Found(matching[0] if len(matching) == 1 else None, matching)


def _by_tracking(term: str) -> Order | None:
    label = ShippingLabel.objects.select_related("order").filter(tracking_number=term.strip()).first()
    return label.order if label else None


def _by_sku(term: str, rows) -> list[Order]:  # type: ignore[no-untyped-def]
    return list(rows.filter(lines__sku__code__iexact=term.strip()).distinct()[:LIMIT])
