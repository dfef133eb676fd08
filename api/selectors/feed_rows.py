"""What feeds tell of each order and customer: two or three statements a page, however many there are."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from api.selectors.orders import SUMMARY
from core.money import quantize
from customers.models import Address, Customer
from orders.models import Order, OrderLine

_MONEY = (
    "lines_total", "discount_total", "charges_total", "tax_total", "total", "authorized_amount", "captured_amount",
    "refunded_amount", "credited_amount",
)  # fmt: skip
_LINE = (
    "position", "name", "ordered", "canceled", "allocated", "backordered", "shipped", "delivered", "returned",
    "unit_price", "tax_percent", "promise_on",
)  # fmt: skip
_LINE_MONEY = ("amount", "discount_amount", "tax_amount")
_PLACE = ("name", "company", "line1", "line2", "city", "region", "postal_code", "country", "phone")
_CUSTOMER = (
    "number", "external_id", "name", "company", "email", "phone", "locale", "vat_id", "is_tax_exempt",
    "payment_terms_days", "is_blocked", "created_at", "changed_at", "erased_at",
)  # fmt: skip


def order_entries(keys: Sequence[int], *, with_people: bool) -> list[dict[str, Any]]:
    """The orders as they stand now, in the order of ``keys``; who bought and where it goes only ``with_people``."""
    found = Order.objects.select_related("customer", "shipping_address", "shipping_method").in_bulk(list(keys))
    lines: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = OrderLine.objects.filter(order_id__in=keys).order_by("order_id", "position")
    for row in rows.values("order_id", "sku__code", *_LINE, *_LINE_MONEY):
        order = found[row.pop("order_id")]
        money = {name: quantize(row[name], order.currency) for name in _LINE_MONEY}
        lines[order.pk].append({**row, **money, "sku": row.pop("sku__code")})
    return [_order(found[key], lines[key], with_people=with_people) for key in keys if key in found]


def _order(order: Order, lines: list[dict[str, Any]], *, with_people: bool) -> dict[str, Any]:
    customer, address = order.customer, order.shipping_address
    people = {
        "customer": None if customer is None else {name: str(getattr(customer, name)) for name in ("name", "email")},
        "shipping_address": None if address is None else {name: getattr(address, name) for name in _PLACE},
    }
    return {
        **{name: getattr(order, name) for name in SUMMARY},
        **{name: quantize(getattr(order, name), order.currency) for name in _MONEY},
        "external_id": order.external_id or "", "po_number": order.po_number,
        "customer_number": customer.number if customer else "", "country": address.country if address else "",
        "shipping_method": order.shipping_method.code if order.shipping_method else "",
        "confirmed_at": order.confirmed_at, "completed_at": order.completed_at, "canceled_at": order.canceled_at,
        "lines": lines,
        **(people if with_people else dict.fromkeys(people)),
    }  # fmt: skip


def customer_entries(keys: Sequence[int]) -> list[dict[str, Any]]:
    """The customers as they stand now with the address they used last, in the order of ``keys``."""
    found = Customer.objects.in_bulk(list(keys))
    last = Address.objects.filter(customer_id__in=keys).order_by("customer_id", "-id").distinct("customer_id")
    places = {address.customer_id: {name: getattr(address, name) for name in _PLACE} for address in last}
    return [
        {
            **{name: getattr(found[key], name) for name in _CUSTOMER},
            "external_id": found[key].external_id or "", "phone": str(found[key].phone), "address": places.get(key),
        }
        for key in keys
        if key in found
    ]  # fmt: skip
