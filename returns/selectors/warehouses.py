"""Where goods come back to."""

from inventory.models import Warehouse


def warehouse_for_returns(order_id: int) -> Warehouse:
    """The warehouse that sent most of the order's lines, else the first active one. Raises DoesNotExist."""
    sender = Warehouse.objects.filter(levels__allocations__line__order_id=order_id).order_by("priority", "pk").first()
    return sender or Warehouse.objects.filter(is_active=True).earliest("priority", "pk")
