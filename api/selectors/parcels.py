"""Parcels of an order as the API shows them."""

from collections.abc import Sequence
from typing import Any

from fulfillment.statuses import ON_THE_ROAD
from orders.models import OrderLine
from shipping.models import ShippingLabel
from shipping.statuses import LabelState


def parcels_of(order_id: int, lines: Sequence[OrderLine]) -> list[dict[str, Any]]:
    """Parcels that left the house, with how to follow them; two queries however many there are."""
    labels = (
        ShippingLabel.objects.filter(order_id=order_id, state=LabelState.PURCHASED, parcel__state__in=ON_THE_ROAD)
        .select_related("parcel", "account")
        .prefetch_related("parcel__items")
        .order_by("parcel_id")
    )
    known = {line.pk: line for line in lines}
    return [_parcel(label, known) for label in labels]


def _parcel(label: ShippingLabel, lines: dict[int, OrderLine]) -> dict[str, Any]:
    parcel, link = label.parcel, label.account.tracking_link(label.tracking_number)
    return {
        "number": parcel.number,
        "carrier": label.account.name,
        "tracking_number": label.tracking_number,
        "tracking_url": link if link.startswith("https://") else "",
        "tracking_status": label.tracking_status,
        "shipped_at": parcel.shipped_at,
        "delivered_at": parcel.delivered_at,
        "lines": [
            {
                "position": lines[item.order_line_id].position,
                "sku": lines[item.order_line_id].sku.code,
                "quantity": item.quantity,
            }
            for item in parcel.items.all()
        ],
    }
