"""Which warehouses a member of staff works in."""

from django.db.models import QuerySet

from accounts.models import User
from inventory.models import Warehouse


def warehouses_of(user: User) -> QuerySet[Warehouse]:
    """The active warehouses of which the user is a member; whoever manages warehouses and is in none sees all."""
    active = Warehouse.objects.filter(is_active=True)
    own = active.filter(members__user=user)
    if user.has_perm("inventory.change_warehouse") and not own.exists():
        return active
    return own


def sees_all_houses(user: User) -> bool:
    """Whether somebody sees the work of every warehouse: the office does, who only works on a floor does not."""
    return user.has_perm("orders.change_order") or not user.has_perm("fulfillment.pick_task")
