"""What other floors show of returns."""

from django.db.models import Prefetch, QuerySet

from returns.models import Return, ReturnLine


def returns_of_order(order_id: int) -> QuerySet[Return]:
    """The order's returns, newest first, with lines and reason; two queries."""
    lines = ReturnLine.objects.select_related("order_line")
    return (
        Return.objects.filter(order_id=order_id)
        .select_related("reason", "warehouse")
        .prefetch_related(Prefetch("lines", queryset=lines))
        .order_by("-pk")
    )
