"""Pictures customers sent."""

from collections import defaultdict

from orders.models import CustomerPhoto


def photos_by_reference(order_id: int) -> dict[tuple[str, str], list[CustomerPhoto]]:
    """All pictures of an order by kind and reference, oldest first; one query."""
    found: dict[tuple[str, str], list[CustomerPhoto]] = defaultdict(list)
    kept = CustomerPhoto.objects.filter(order_id=order_id, attachment__removed_at=None)
    for photo in kept.select_related("attachment").order_by("pk"):
        found[photo.kind, photo.reference].append(photo)
    return dict(found)
