"""Orders as the API shows them."""

from decimal import Decimal
from typing import Any

from api.selectors.kits import kits_answer
from api.selectors.parcels import parcels_of
from core.money import quantize
from customers.models import Address
from orders.errors import OrderNotFound
from orders.models import Order, OrderDiscount, OrderLine

SUMMARY = (
    "number", "state", "display_status", "fulfillment_status", "payment_status", "return_status", "is_on_hold",
    "version", "currency", "promised_on", "created_at", "placed_at",
)  # fmt: skip
_PLAIN = (
    *SUMMARY, "po_number", "vat_id", "tax_treatment", "tax_reason", "requires_signature", "leave_at_door",
    "delivery_instructions", "confirmed_at", "completed_at", "canceled_at",
)  # fmt: skip
_MONEY = (
    "lines_total", "discount_total", "charges_total", "tax_total", "total", "authorized_amount", "captured_amount",
    "refunded_amount",
)  # fmt: skip
_LINE = (
    "position", "name", "unit_price", "ordered", "allocated", "backordered", "released", "picked", "packed", "shipped",
    "delivered", "lost", "canceled", "return_requested", "returned", "promise_on", "original_promise_on",
    "delivered_at", "tax_percent",
)  # fmt: skip
_LINE_MONEY = ("amount", "discount_amount", "tax_amount")
_CHARGE = ("kind", "label", "tax_percent")
_ADDRESS = ("name", "company", "line1", "line2", "city", "region", "postal_code", "country", "phone")
_NUMBER_LENGTH = 24


def order_id_of(*, number: str, channel_id: int) -> int:
    """The key of the channel's order of that number. Raises OrderNotFound, for other channels' orders too."""
    found = None
    if len(number) <= _NUMBER_LENGTH and "\x00" not in number:
        own = Order.objects.filter(number=number, channel_id=channel_id)
        found = own.values_list("pk", flat=True).first()
    if found is None:
        raise OrderNotFound(f"There is no order {number[:_NUMBER_LENGTH]} in this channel.")
    return found


def order_answer(*, number: str, channel_id: int) -> dict[str, Any]:
    """The order of that number in the channel; four queries, seven once something shipped. Raises OrderNotFound."""
    order_id = order_id_of(number=number, channel_id=channel_id)
    kin = ("customer", "shipping_address", "billing_address", "shipping_method", "pickup_warehouse")
    order = Order.objects.select_related(*kin).get(pk=order_id)

    def money(amount: Decimal) -> Decimal:
        return quantize(amount, order.currency)

    lines = list(order.lines.select_related("sku", "kit").order_by("position"))
    charges = [
        {name: getattr(charge, name) for name in _CHARGE}
        | {"amount": money(charge.amount), "tax_amount": money(charge.tax_amount)}
        for charge in order.charges.order_by("pk")
    ]
    discounts = [
        {"label": one.label, "code": one.code, "percent": one.percent, "amount": money(one.amount), "line": position}
        for one, position in _discounts(order)
    ]
    return {
        **{name: getattr(order, name) for name in _PLAIN},
        **{name: money(getattr(order, name)) for name in _MONEY},
        **_around(order),
        "external_id": order.external_id or "",
        "lines": [_line(line, order.currency) for line in lines],
        "kits": kits_answer(order, lines),
        "charges": charges,
        "discounts": discounts,
        "parcels": parcels_of(order_id, lines) if any(line.shipped for line in lines) else [],
    }


def _around(order: Order) -> dict[str, Any]:
    """Who, where to and how."""
    who, method = order.customer, order.shipping_method
    return {
        "customer": {"number": who.number, "name": who.name, "email": who.email} if who else None,
        "shipping_address": _address(order.shipping_address),
        "billing_address": _address(order.billing_address),
        "shipping_method": method.code if method else "",
        "pickup_warehouse": order.pickup_warehouse.code if order.pickup_warehouse else "",
    }


def _address(address: Address | None) -> dict[str, str] | None:
    return {name: getattr(address, name) for name in _ADDRESS} if address is not None else None


def _line(line: OrderLine, currency: str) -> dict[str, Any]:
    return {
        **{name: getattr(line, name) for name in _LINE},
        **{name: quantize(getattr(line, name), currency) for name in _LINE_MONEY},
        "sku": line.sku.code,
        "kit": line.kit.position if line.kit else None,
        "per_kit": line.per_kit,
    }


def _discounts(order: Order) -> list[tuple[OrderDiscount, int | None]]:
    """The order's discounts, each with the position of its line if it has one."""
    return [
        (one, one.line.position if one.line else None) for one in order.discounts.select_related("line").order_by("pk")
    ]
