"""Remarks of the staff."""

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from core.service import service
from orders.events import NoteAdded
from orders.locks import lock_order
from orders.models import OrderNote


@service
def add_note(*, order_id: int, text: str, actor: Actor) -> OrderNote:
    """Keep a remark with the order; the customer never sees it. Raises InvalidInput when it is empty or too long."""
    order = lock_order(order_id)
    ensure_may(actor, "orders.add_ordernote")
    if not text.strip() or len(text) > 4000 or "\x00" in text:
        raise InvalidInput("A note needs 1 to 4,000 characters.", field="text")
    note = OrderNote.objects.create(order=order, text=text.strip(), author=actor.label)
    publish(NoteAdded(order_id=order.pk), actor=actor)
    return note
