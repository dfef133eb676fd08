"""Late money that waits for a decision."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, Sum

from core.errors import Blocker
from core.money import ZERO
from inventory.models import StockLevel
from orders.models import Order, OrderLine
from orders.statuses import ENDED
from payments.models import LateMoney
from payments.statuses import LateState, TransactionKind


@dataclass(slots=True)
class Kept:
    """Money of an order that is over which nobody decided about: reserved, by payment, and captured."""

    reserved: dict[int, Decimal] = field(default_factory=dict)
    captured: Decimal = ZERO


def kept_for_decision(order: Order) -> Kept:
    """What is neither voided nor refunded before a person decided; one query for an order that is over, else none."""
    kept = Kept()
    if order.state not in ENDED:
        return kept
    waiting = LateMoney.objects.filter(order=order, state=LateState.OPEN)
    rows = waiting.values_list("transaction__kind", "transaction__payment_id", "amount")
    for kind, payment_id, amount in rows:
        if kind == TransactionKind.AUTHORIZATION:
            kept.reserved[payment_id] = kept.reserved.get(payment_id, ZERO) + amount
        else:
            kept.captured += amount
    return kept


def goods_gone(order: Order) -> list[Blocker]:
    """Lines of an ended order that no stock of the house could cover now; two queries. Looks, and claims nothing."""
    lines = [line for line in order.lines.order_by("position") if line.track_stock and line.ordered]
    free = dict(
        StockLevel.objects.filter(sku__in={line.sku_id for line in lines})
        .values_list("sku")
        .annotate(free=Sum(F("on_hand") - F("unavailable") - F("allocated") - F("reserved") - F("backordered")))
    )
    return [
        out_of_stock(line, units=line.ordered - max(0, free.get(line.sku_id) or 0))
        for line in lines
        if (free.get(line.sku_id) or 0) < line.ordered
    ]


def out_of_stock(line: OrderLine, *, units: int) -> Blocker:
    sentence = f"{units} of {line.ordered} × {line.name} are not in stock any more."
    return Blocker("out_of_stock", sentence, fix="Give the money back, or reinstate it and let them be backordered.")
