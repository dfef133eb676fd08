"""What is in a parcel, in the order's own lines."""

from collections import defaultdict

from fulfillment.models import ParcelItem


def units_in(parcel_id: int) -> dict[int, int]:
    """Order line → units. One query."""
    units: dict[int, int] = defaultdict(int)
    items = ParcelItem.objects.filter(parcel_id=parcel_id)
    for line_id, quantity in items.values_list("order_line_id", "quantity"):
        units[line_id] += quantity
    return dict(units)
