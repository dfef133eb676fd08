"""Value given back by agreement."""

from decimal import Decimal

from core.actors import Actor
from core.errors import InvalidInput
from core.money import quantize
from core.service import service
from orders.events import OrderCredited
from orders.locks import lock_lines, lock_order
from orders.models import Order
from orders.selectors.worth import payable
from orders.services.saving import save_order


@service
def record_credit(*, order_id: int, amount: Decimal, actor: Actor, reason: str) -> Order:
    """Lower what the customer owes by ``amount``, in the order's currency; payments gives back what is too much.

    Raises InvalidInput when the amount is not positive, too fine, or above what is still payable.
    """
    order = lock_order(order_id)
    if amount <= 0 or amount != quantize(amount, order.currency):
        raise InvalidInput(f"{amount} is not an amount in {order.currency}.", field="amount")
    if amount > payable(order):
        raise InvalidInput(
            f"{amount} {order.currency} is more than the {payable(order)} the order still costs.", field="amount"
        )
    lines = lock_lines(order)
    before = order.credited_amount
    order.credited_amount += amount
    save_order(
        order, list(lines.values()), fields=["credited_amount"], facts=[OrderCredited(order_id=order.pk)],
        actor=actor, changes={"credited_amount": [before, order.credited_amount]}, note=reason,
    )  # fmt: skip
    return order
