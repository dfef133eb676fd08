"""Holds that wait: what is open, and what could end by itself."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest

from orders.lifecycle import may_wait, secured_amount
from orders.models import Order, OrderHold, OrderLine, ReleaseCondition

SWEPT = 200


def orders_with_met_holds(*, now: datetime) -> list[int]:
    """Keys of orders with an open hold whose condition is met, at most ``SWEPT``; one query."""
    owed = OrderLine.objects.filter(order_id=OuterRef("order_id")).filter(Q(backordered__gt=0) | Q(unplaced__gt=0))
    secured = Greatest("order__authorized_amount", "order__captured_amount") + F("order__on_account_amount")
    met = (
        OrderHold.objects.filter(released_at=None)
        .exclude(release_condition="")
        .filter(
            Q(release_condition=ReleaseCondition.DATE, due_at__lte=now)
            | Q(
                release_condition=ReleaseCondition.PAID,
                order__total__lte=secured - F("order__refunded_amount") + F("order__credited_amount"),
            )
            | (Q(release_condition=ReleaseCondition.IN_STOCK) & ~Exists(owed))
        )
    )
    return list(met.order_by("order_id").values_list("order_id", flat=True).distinct()[:SWEPT])


def met_condition(hold: OrderHold, order: Order, lines: Sequence[OrderLine], *, now: datetime) -> str:
    """Why the hold may end by itself, in words; empty when it may not. Reads only what it is given."""
    match hold.release_condition:
        case ReleaseCondition.DATE:
            return "its date has come" if hold.due_at is not None and hold.due_at <= now else ""
        case ReleaseCondition.PAID:
            secured = secured_amount(order) + may_wait(order)
            return "its money is secured" if secured >= order.total - order.credited_amount else ""
        case ReleaseCondition.IN_STOCK:
            return "" if any(line.backordered or line.unplaced for line in lines) else "everything is in stock"
    return ""
