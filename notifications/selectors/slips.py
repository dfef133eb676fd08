"""Lines that come later than they were promised."""

from datetime import date

from django.db.models import F, Max

from orders.models import OrderLine


def latest_late_promise(order_id: int) -> date | None:
    """The furthest date among the order's late lines that are still to ship. One query."""
    late = OrderLine.objects.filter(order_id=order_id, promise_on__gt=F("original_promise_on"))
    found: date | None = late.exclude(allocated=0, backordered=0).aggregate(latest=Max("promise_on"))["latest"]
    return found
