"""Orders as the API shows them."""

from decimal import Decimal
from typing import Any

from core.money import quantize
from orders.models import Order

_PLAIN = (
    "number", "state", "display_status", "fulfillment_status", "payment_status", "return_status", "currency",
    "promised_on", "placed_at",
)  # fmt: skip
_MONEY = ("lines_total", "discount_total", "charges_total", "tax_total", "total")
_LINE = (
    "position", "name", "unit_price", "ordered", "allocated", "backordered", "shipped", "delivered", "canceled",
    "returned", "promise_on",
)  # fmt: skip


def order_answer(*, number: str, channel_id: int) -> dict[str, Any] | None:
    """The order of that number in the channel, or None; two queries."""
    order = Order.objects.filter(number=number, channel_id=channel_id).first()
    if order is None:
        return None

    def money(amount: Decimal) -> Decimal:
        return quantize(amount, order.currency)

    lines = [
        {name: getattr(line, name) for name in _LINE}
        | {"sku": line.sku.code, "amount": money(line.amount), "tax_amount": money(line.tax_amount)}
        for line in order.lines.select_related("sku").order_by("position")
    ]
    answer = {name: getattr(order, name) for name in _PLAIN} | {name: money(getattr(order, name)) for name in _MONEY}
    return {**answer, "external_id": order.external_id or "", "lines": lines}
