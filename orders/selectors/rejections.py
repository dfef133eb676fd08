"""Warehouses that refused an order's work."""

from orders.models import SourcingDecision


def rejected_warehouses(order_id: int) -> set[int]:
    """Keys of the warehouses that refused the order once; they are not asked for it again. One query."""
    refused = SourcingDecision.objects.filter(order_id=order_id, rejected_warehouse__isnull=False)
    return set(refused.values_list("rejected_warehouse_id", flat=True))
