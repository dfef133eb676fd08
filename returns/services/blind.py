"""Goods nobody announced: a return opened at the dock, whatever the policy says; settling asks for exceptions."""

from django.utils import timezone

from core.actors import Actor
from inventory.models import Warehouse
from orders.models import Order
from returns.models import Return, ReturnReason
from returns.services.requesting import open_return

REASON = "unannounced"


def open_blind_return(order: Order, *, warehouse: Warehouse, actor: Actor) -> Return:
    """An empty return of the locked order, to be received at once; the caller holds the lock."""
    reason, _ = ReturnReason.objects.get_or_create(
        code=REASON, defaults={"label": "It came without being announced", "is_active": False}
    )
    return open_return(
        order, {}, {}, reason=reason, warehouse=warehouse, actor=actor, now=timezone.now(), is_blind=True
    )
