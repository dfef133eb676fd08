"""What people do to an order that makes money move: call it off, hand its parcel over, give its money back."""

from collections.abc import Iterable

from core.actors import SYSTEM
from orders.models import Order
from orders.services.canceling import cancel_order
from orders.services.recording.floor import record_packed, record_picked, record_release
from orders.services.recording.places import by_line
from orders.services.recording.road import DispatchedUnit, record_dispatch
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.statuses import RefundState


def cancel(order_ids: Iterable[int]) -> list[int]:
    """Called off: the whole reservation is to be let go."""
    asked = list(order_ids)
    for order_id in asked:
        cancel_order(order_id=order_id, actor=SYSTEM, reason="no longer wanted")
    return asked


def ship(order_ids: Iterable[int]) -> list[int]:
    """Everything leaves in one parcel: its price is to be collected."""
    orders = Order.objects.filter(pk__in=list(order_ids)).order_by("pk")
    for order in orders:
        units = {(line.pk, line.allocations.get().level_id): line.ordered for line in order.lines.all()}
        record_release(order_id=order.pk, units=units, actor=SYSTEM)
        record_picked(order_id=order.pk, units=units, actor=SYSTEM)
        record_packed(order_id=order.pk, units=by_line(units), actor=SYSTEM)
        left = [DispatchedUnit(line, level, count) for (line, level), count in units.items()]
        record_dispatch(order_id=order.pk, parcel_id=order.pk, units=left, actor=SYSTEM)
    return [order.pk for order in orders]


def refund(order_ids: Iterable[int]) -> list[int]:
    """All that was collected is to go back; without keys (the control) a capture may have come to nothing."""
    orders = Order.objects.filter(pk__in=list(order_ids), captured_amount__gt=0).order_by("pk")
    for order in orders:
        owed = grant_refund(order_id=order.pk, amount=order.captured_amount, reason="all wrong", actor=SYSTEM)
        if owed.state == RefundState.GRANTED:
            approve_refund(refund_id=owed.pk, actor=SYSTEM)
        request_refund(refund_id=owed.pk, actor=SYSTEM)
    return [order.pk for order in orders]
