"""Orders that replace something of another order: what is asked for, and the number that makes it one order."""

from collections.abc import Sequence

from django.db.models import Q

from orders.intake.requests import LineRequest, OrderRequest
from orders.models import Order
from orders.statuses import ENDED, Intake


def goods_anew(order: Order, goods: Sequence[LineRequest], *, external_id: str, tag: str = "reship") -> OrderRequest:
    """The wish for priced goods to where the order went, or to the counter it was collected at.

    ``external_id`` makes it one order, whoever asks; ``tag`` says on the new order what it is.
    """
    counter = order.pickup_warehouse
    return OrderRequest(
        channel_code=order.channel.code,
        customer_id=order.customer_id,
        shipping_address_id=None if counter else order.shipping_address_id,
        pickup_warehouse=counter.code if counter else "",
        shipping_method=order.shipping_method.code if order.shipping_method else "standard",
        lines=goods,
        is_priced=True,
        external_id=external_id,
        intake=Intake.DESK,
        requires_signature=order.requires_signature,
        leave_at_door=order.leave_at_door,
        delivery_instructions=order.delivery_instructions,
        tags=[tag],
        original_order_id=order.pk,
    )


def next_external_id(first: str, *, original_order_id: int) -> str:
    """``first``, or the same with a count: one living order at most has it, and another follows once that one ended."""
    named = Q(external_id=first) | Q(external_id__startswith=f"{first}-")
    over = Order.objects.filter(named, original_order_id=original_order_id, state__in=ENDED).count()
    return f"{first}-{over + 1}" if over else first


def is_numbered_by(external_id: str, first: str) -> bool:
    """Whether ``next_external_id`` made it of ``first``."""
    return f"{external_id}-".startswith(f"{first}-")
