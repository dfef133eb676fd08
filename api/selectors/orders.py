"""Orders as the API shows them."""

from decimal import Decimal
from typing import Any

from core.money import quantize
from orders.models import Order, OrderDiscount

_PLAIN = (
    "number", "state", "display_status", "fulfillment_status", "payment_status", "return_status", "currency",
    "promised_on", "placed_at", "po_number", "vat_id", "tax_treatment", "tax_reason",
)  # fmt: skip
_MONEY = ("lines_total", "discount_total", "charges_total", "tax_total", "total")
_LINE = (
    "position", "name", "unit_price", "ordered", "allocated", "backordered", "shipped", "delivered", "canceled",
    "returned", "promise_on", "tax_percent",
)  # fmt: skip
_LINE_MONEY = ("amount", "discount_amount", "tax_amount")
_CHARGE = ("kind", "label", "tax_percent")


def order_answer(*, number: str, channel_id: int) -> dict[str, Any] | None:
    """The order of that number in the channel, or None; four queries."""
    order = Order.objects.filter(number=number, channel_id=channel_id).first()
    if order is None:
        return None

    def money(amount: Decimal) -> Decimal:
        return quantize(amount, order.currency)

    lines = [
        {name: getattr(line, name) for name in _LINE}
        | {name: money(getattr(line, name)) for name in _LINE_MONEY}
        | {"sku": line.sku.code}
        for line in order.lines.select_related("sku").order_by("position")
    ]
    charges = [
        {name: getattr(charge, name) for name in _CHARGE}
        | {"amount": money(charge.amount), "tax_amount": money(charge.tax_amount)}
        for charge in order.charges.order_by("pk")
    ]
    discounts = [
        {"label": one.label, "code": one.code, "percent": one.percent, "amount": money(one.amount), "line": position}
        for one, position in _discounts(order)
    ]
    answer = {name: getattr(order, name) for name in _PLAIN} | {name: money(getattr(order, name)) for name in _MONEY}
    parts = {"lines": lines, "charges": charges, "discounts": discounts}
    return {**answer, **parts, "external_id": order.external_id or ""}


def _discounts(order: Order) -> list[tuple[OrderDiscount, int | None]]:
    """The order's discounts, each with the position of its line if it has one."""
    return [
        (one, one.line.position if one.line else None) for one in order.discounts.select_related("line").order_by("pk")
    ]
