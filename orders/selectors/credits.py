"""Why an order costs less than was agreed, as its timeline tells it."""

from decimal import Decimal

from core.models import Event
from orders.events import OrderCredited


def credits_since(order_id: int, *, seq: int) -> list[tuple[Decimal, str]]:
    """Each credit after the timeline's event ``seq``, in the order's currency, with its reason, newest first.

    A reason that was erased is empty. One query.
    """
    credited = Event.objects.filter(order_id=order_id, name=OrderCredited.name, seq__gt=seq).select_related("note")
    return [(_amount(event), event.note.text if hasattr(event, "note") else "") for event in credited.order_by("-seq")]


def _amount(event: Event) -> Decimal:
    before, after = event.data["changes"]["credited_amount"]
    return Decimal(after) - Decimal(before)
