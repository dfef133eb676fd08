"""The words an order is found by."""

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from orders.models import Order, OrderSearch


def search_text(*parts: str | None) -> str:
    """The words as one text, separated so that e-mail addresses break at their signs too."""
    words = " ".join(part for part in parts if part)
    return f"{words} {words.replace('@', ' ').replace('.', ' ')}" if "@" in words else words


def refresh_search(order: Order) -> None:
    """Write the words of a locked order anew, from its customer and the address it has now."""
    who, where = order.customer, order.shipping_address
    text = search_text(
        order.number, order.external_id, order.po_number,
        who.name if who else None, who.email if who else None, str(who.phone) if who else None,
        who.company if who else None, where.name if where else None, where.city if where else None,
        where.postal_code if where else None, *order.tags,
    )  # fmt: skip
    OrderSearch.objects.filter(order=order).update(document=SearchVector(Value(text), config="simple"))
