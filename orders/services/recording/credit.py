"""Value given back by agreement."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.actors import Actor
from core.errors import InvalidInput
from core.money import ensure_amount
from core.service import service
from orders.events import OrderCredited
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderLine
from orders.selectors.worth import payable
from orders.services.saving import save_order


@dataclass(frozen=True, slots=True)
class LineCredit:
    """Units of a line that came back, and their worth, of which tax; goodwill before may leave less of it to pay."""

    units: int
    amount: Decimal
    tax: Decimal


@service
def record_credit(
    *, order_id: int, amount: Decimal, actor: Actor, reason: str, lines: Mapping[int, LineCredit] | None = None
) -> Order:
    """Lower what the customer owes by ``amount``, in the order's currency; payments gives back what is too much.

    ``lines`` tells by line key what of it is for returned units; where fees or goodwill took all of their worth the
    amount is nothing, and the units are given back all the same. Raises InvalidInput when the amount is not positive,
    too fine, or above what is still payable.
    """
    order = lock_order(order_id)
    if amount or not lines:
        ensure_amount(amount, order.currency)
    if amount > payable(order):
        raise InvalidInput(
            f"{amount} {order.currency} is more than the {payable(order)} the order still costs.", field="amount"
        )
    rows = lock_lines(order)
    _credit_lines([(rows[key], credit) for key, credit in (lines or {}).items()])
    before = order.credited_amount
    order.credited_amount += amount
    save_order(
        order, list(rows.values()), fields=["credited_amount"], facts=[OrderCredited(order_id=order.pk)],
        actor=actor, changes={"credited_amount": [before, order.credited_amount]}, note=reason,
    )  # fmt: skip
    return order


def _credit_lines(given: list[tuple[OrderLine, LineCredit]]) -> None:
    for line, credit in given:
        line.credited_units += credit.units
        line.credited_amount += credit.amount
        line.credited_tax_amount += credit.tax
        line.save(update_fields=["credited_units", "credited_amount", "credited_tax_amount"])
