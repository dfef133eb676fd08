"""An order's lines as they were wished: a kit counts once."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from orders.models import OrderLine


def lines_as_wished(order_ids: Iterable[int]) -> QuerySet[OrderLine]:
    """A line for each line of the wish, in its order: the first of its lines stands for a kit."""
    wished = OrderLine.objects.filter(Q(kit=None) | Q(position=F("kit__position")), order_id__in=order_ids)
    return wished.order_by("order_id", "position")
