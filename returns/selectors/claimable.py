"""What a customer can still claim."""

from collections import defaultdict

from fulfillment.models import ParcelItem
from orders.models import OrderLine
from shipping.statuses import MADE_GOOD


def claimable_units(line: OrderLine) -> int:
    """Units that left and are neither returned, announced nor claimed."""
    return max(0, line.shipped - line.returned - line.return_requested - line.claimed)


def made_good_on_the_road(order_id: int) -> dict[int, int]:
    """Units by line key whose parcel was sent anew or paid back; one query."""
    units: dict[int, int] = defaultdict(int)
    items = ParcelItem.objects.filter(
        parcel__fulfillment_order__order_id=order_id, parcel__remedies__kind__in=MADE_GOOD
    ).values_list("order_line_id", "quantity")
    for line_id, quantity in items:
        units[line_id] += quantity
    return dict(units)
