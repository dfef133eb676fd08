"""Who may see which warehouse: its members; whoever may do everything sees all."""

from django.http import Http404, HttpRequest

from inventory.models import Warehouse


def warehouses_of(request: HttpRequest) -> list[Warehouse]:
    """Active warehouses of the user, most important first. One query."""
    warehouses = Warehouse.objects.filter(is_active=True)
    if not request.user.is_superuser:
        warehouses = warehouses.filter(members__user_id=request.user.pk)
    return list(warehouses)


def warehouse_named(request: HttpRequest, code: str) -> Warehouse:
    """Raises Http404 for a warehouse that does not exist or is not the user's."""
    found = [warehouse for warehouse in warehouses_of(request) if warehouse.code == code]
    if not found:
        raise Http404("No such warehouse, or you do not work there.")
    return found[0]
