"""How the customer pays."""

from collections.abc import Sequence
from dataclasses import dataclass

from orders.models import Order, OrderTender


@dataclass(frozen=True)
class PaymentsPanel:
    tenders: Sequence[OrderTender]


def payments_panel(order: Order) -> PaymentsPanel:
    """What was chosen; one query."""
    return PaymentsPanel(tenders=list(order.tenders.all()))
