"""Where every cent of an order is."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO
from orders.editing.blocking import EDITABLE
from orders.lifecycle import balance_due, may_wait, secured_amount
from orders.models import Order, OrderCharge, OrderDiscount


@dataclass(frozen=True)
class Sum:
    """One figure with the rows behind it."""

    label: str
    amount: Decimal
    url: str = ""
    is_total: bool = False


@dataclass(frozen=True)
class MoneyPanel:
    """What the order costs, made of its parts; and what was done about it."""

    costs: Sequence[Sum]
    flows: Sequence[Sum]
    due: Decimal

    @property
    def is_settled(self) -> bool:
        return self.due == 0


def money_panel(order: Order, charges: Sequence[OrderCharge], discounts: Sequence[OrderDiscount]) -> MoneyPanel:
    """lines − discounts + charges + tax = total; then authorized, captured, given back, still due."""
    tax_word = "of which tax" if order.prices_include_tax else "Tax"
    total = Sum("Total", order.total, is_total=True)
    tax = Sum(tax_word, order.tax_total, "#lines")
    costs = [
        Sum("Goods", order.lines_total, "#lines"),
        *(Sum(discount.label, -discount.amount) for discount in discounts),
        *_canceled_discount(order, discounts),
        *(Sum(charge.label, charge.amount - charge.canceled_amount) for charge in charges),
        *([total, tax] if order.prices_include_tax else [tax, total]),
    ]
    flows = [
        Sum("Authorized", order.authorized_amount, "#payments"),
        Sum("Captured", order.captured_amount, "#payments"),
        Sum("Refunded", -order.refunded_amount, "#refunds"),
        Sum("On account", order.on_account_amount, "#payments"),
        Sum("Credited by agreement", -order.credited_amount, "#returns"),
        Sum("To collect before it is released", _unsecured(order), "#payments"),
    ]
    due = balance_due(order)
    return MoneyPanel(costs, [flow for flow in flows if flow.amount or flow.label == "Captured"], due)


def _unsecured(order: Order) -> Decimal:
    """What an order under way costs beyond what is authorized, paid or on account."""
    if order.state not in EDITABLE:
        return ZERO
    return max(ZERO, order.total - order.credited_amount - secured_amount(order) - may_wait(order))


def _canceled_discount(order: Order, discounts: Sequence[OrderDiscount]) -> list[Sum]:
    back = sum((discount.amount for discount in discounts), Decimal(0)) - order.discount_total
    return [Sum("Discount of canceled goods", back)] if back else []
