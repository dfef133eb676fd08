"""What an order costs, made of its parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

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
    """What the order costs, made of its parts; and what was agreed to be less."""

    costs: Sequence[Sum]
    credit: Sequence[Sum]


def money_panel(order: Order, charges: Sequence[OrderCharge], discounts: Sequence[OrderDiscount]) -> MoneyPanel:
    """lines − discounts + charges + tax = total; less what was credited."""
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
    return MoneyPanel(costs, _credit(order))


def _credit(order: Order) -> list[Sum]:
    """What was agreed to be less, and what is left to pay; nothing where nothing was."""
    if not order.credited_amount:
        return []
    credited = Sum("Credited by agreement", -order.credited_amount, "#returns")
    return [credited, Sum("To pay in the end", order.total - order.credited_amount, is_total=True)]


def _canceled_discount(order: Order, discounts: Sequence[OrderDiscount]) -> list[Sum]:
    back = sum((discount.amount for discount in discounts), Decimal(0)) - order.discount_total
    return [Sum("Discount of canceled goods", back)] if back else []
