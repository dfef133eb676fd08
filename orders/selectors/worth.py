"""What units are worth, exactly: cumulative shares, so that any series of parts sums to the whole.

The value of units ``start+1 … start+count`` of a line is value(start+count) − value(start), with
value(k) = round(whole × k / ordered). Shipping and returning count from the front, canceling from
the back; shipped + canceled ≤ ordered, so no unit is ever counted twice.

What is paid for goods, amount − discount, is shared like that too, and the discount is what lies between:
sharing the discount by itself would round some units of an almost free line to less than nothing.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from catalog.models import ShipPolicy
from core.money import ZERO, quantize

if TYPE_CHECKING:
    from orders.models import Order, OrderLine


@dataclass(frozen=True, slots=True)
class UnitValue:
    """Shares of amount, discount and tax of some units, in the order's currency."""

    amount: Decimal
    discount: Decimal
    tax: Decimal
    tax_is_included: bool

    @property
    def total(self) -> Decimal:
        """What the customer pays for these units."""
        return self.amount - self.discount + (ZERO if self.tax_is_included else self.tax)


def value_of_units(line: "OrderLine", start: int, count: int) -> UnitValue:
    """The worth of ``count`` units of the line after the first ``start``."""
    order = line.order

    def share(whole: Decimal) -> Decimal:
        def first(units: int) -> Decimal:
            return quantize(whole * units / line.ordered, order.currency) if line.ordered else ZERO

        return first(start + count) - first(start)

    amount = share(line.amount)
    return UnitValue(
        amount=amount,
        discount=amount - share(line.amount - line.discount_amount),
        tax=share(line.tax_amount),
        tax_is_included=order.prices_include_tax,
    )


def canceled_value(line: "OrderLine", count: int) -> UnitValue:
    """The worth of the next ``count`` units to be canceled: counted from the back."""
    return value_of_units(line, line.ordered - line.canceled - count, count)


def canceled_so_far(line: "OrderLine") -> UnitValue:
    """The worth of all units of the line that are canceled."""
    return value_of_units(line, line.ordered - line.canceled, line.canceled)


def return_value(line: "OrderLine", count: int) -> Decimal:
    """What the customer paid for the next ``count`` units to come back: counted from the front."""
    return value_of_units(line, line.returned, count).total


def charges_worth(order: "Order") -> Decimal:
    """Charges still owed, with tax where it is added."""
    total = ZERO
    for charge in order.charges.all():
        total += charge.amount - charge.canceled_amount
        if not order.prices_include_tax:
            total += charge.tax_amount - charge.canceled_tax_amount
    return total


def payable(order: "Order") -> Decimal:
    """What the customer owes in the end: the total less what was given back by agreement."""
    return order.total - order.credited_amount


def amount_shipped(order: "Order") -> Decimal:
    """What may be collected so far when money is captured on shipment.

    Shipped units at their exact shares, and all charges with the first parcel, less what was given
    back of them by agreement: goods that came back are no reason to take money for goods to come.
    """
    lines = list(order.lines.all())
    for line in lines:
        line.order = order
    if not any(line.shipped for line in lines):
        return ZERO
    goods = sum((value_of_units(line, 0, line.shipped).total for line in lines), ZERO)
    return max(ZERO, min(goods + charges_worth(order), order.total) - order.credited_amount)


def worth_awaiting_goods(order: "Order") -> Decimal:
    """What is payable for units whose goods are not there; all that has not left, when it leaves whole or nothing is.

    In the order's currency. Charges wait with the first unit that can leave.
    """
    lines = list(order.lines.all())
    missing = {line.pk: line.backordered + line.unplaced for line in lines}
    if not any(missing.values()):
        return ZERO
    if order.ship_policy == ShipPolicy.SHIP_COMPLETE or not any(line.allocated or line.shipped for line in lines):
        return payable(order) - amount_shipped(order)
    goods = ZERO
    for line in lines:
        line.order = order
        units = missing[line.pk]
        goods += value_of_units(line, line.ordered - line.canceled - units, units).total
    return min(goods, payable(order))
