"""What made an order cost less than was paid for it."""

from decimal import Decimal

from core.models import Event
from core.money import ZERO
from orders.selectors.credits import credits_since
from payments.events import RefundGranted

UNTOLD = "Paid more than the order costs."


def why_overpaid(order_id: int, amount: Decimal) -> str:
    """The reasons of the newest credits that make up exactly ``amount`` and of which no refund was granted since.

    Where it is not as plain as that, it says no more than that too much was paid. Two queries.
    """
    grants = Event.objects.filter(order_id=order_id, name=RefundGranted.name).order_by("-seq")
    last_grant = grants.values_list("seq", flat=True).first() or 0
    total = ZERO
    reasons: list[str] = []
    for credited, reason in credits_since(order_id, seq=last_grant):
        total += credited
        reasons.insert(0, reason)
        if total >= amount:
            break
    return ", ".join(reasons) if total == amount and all(reasons) else UNTOLD
