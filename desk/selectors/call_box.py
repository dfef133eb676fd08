"""One field that finds an order by whatever a caller has at hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from catalog.models import SKU
from orders.models import Order, OrderLine
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


def _by_sku(term: str, orders: QuerySet[Order]) -> list[Order]:
    """The newest orders of a SKU; reads the newest lines only, however many the SKU has."""
    sku = SKU.objects.filter(code__in={term.strip(), term.strip().upper()}).first()
    if sku is None:
        return []
    newest = OrderLine.objects.filter(sku=sku).order_by("-order_id").values_list("order_id", flat=True)
    return list(orders.filter(pk__in=set(newest[: 2 * LIMIT]))[:LIMIT])
