"""Orders that were delivered and paid through the sandbox gateway, and the exchanges made of them."""

from core.actors import SYSTEM
from orders.models import Order
from orders.services.recording.road import record_delivery
from orders.tests.factories import Shop
from payments.tests.factories import confirmed_by_workers, ship, work


def delivered_and_captured(shop: Shop, units: dict[int, int], **options) -> Order:
    """An order of one parcel whose money was collected when it left."""
    order = confirmed_by_workers(shop, units, **options)
    shipped = {line.position: line.ordered for line in order.lines.all()}
    ship(order, shipped, parcel_id=order.pk)
    every = {line.pk: line.ordered for line in order.lines.all()}
    record_delivery(order_id=order.pk, parcel_id=order.pk, units=every, actor=SYSTEM)
    work()
    return Order.objects.get(pk=order.pk)
