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
