"""Write composed orders: customers, addresses, orders, lines, money and search words in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.bulk import Column, Insert, allot, insert_together, rows
from core.numbers import number_text, sequence_name
from customers.phones import as_kept
from orders.intake.composing import Composed
from orders.intake.requests import AddressRequest
from orders.intake.resolving import CustomerFacts, customer_key
from orders.intake.tags import checked_tags
from orders.services.writing_money import MoneyRows, money_inserts
from orders.statuses import DisplayStatus, OrderState
from orders.words import document_column

_ORDER_COLUMNS = {
    "id": "bigint", "number": "text", "channel_id": "bigint", "external_id": "text", "intake": "text",
    "state": "text", "version": "int", "currency": "text", "prices_include_tax": "bool", "is_historical": "bool",
    "is_practice": "bool",
    "original_order_id": "bigint", "customer_id": "bigint", "shipping_address_id": "bigint",
    "billing_address_id": "bigint", "shipping_method_id": "bigint", "pickup_warehouse_id": "bigint",
    "ship_policy": "text",
    "requires_signature": "bool", "leave_at_door": "bool", "delivery_instructions": "text", "po_number": "text",
    "vat_id": "text", "tax_treatment": "text", "tax_reason": "text", "payment_terms_days": "int",
    "lines_total": "numeric", "discount_total": "numeric", "charges_total": "numeric", "tax_total": "numeric",
    "total": "numeric", "created_at": "timestamptz", "placed_at": "timestamptz", "fulfillment_status": "text",
    "payment_status": "text", "return_status": "text", "display_status": "text", "is_on_hold": "bool",
    "authorized_amount": "numeric", "captured_amount": "numeric", "refunded_amount": "numeric",
    "credited_amount": "numeric", "on_account_amount": "numeric", "is_disputed": "bool", "awaits_review": "bool",
    "open_returns": "int",
    "open_claims": "int", "open_cases": "int", "open_parcels": "int", "client_ip": "inet",
}  # fmt: skip
_LINE_COLUMNS = {
    "id": "bigint", "order_id": "bigint", "position": "int", "sku_id": "bigint", "name": "text",
    "unit_price": "numeric", "list_price": "numeric", "price_reason": "text", "tax_percent": "numeric",
    "track_stock": "bool", "needs_shipping": "bool", "ordered": "int", "unplaced": "int", "allocated": "int",
    "backordered": "int", "released": "int", "picked": "int", "packed": "int", "return_requested": "int",
    "canceled": "int", "shipped": "int", "delivered": "int", "lost": "int", "returned": "int", "amount": "numeric",
    "discount_amount": "numeric", "tax_amount": "numeric", "canceled_amount": "numeric",
    "canceled_discount_amount": "numeric", "canceled_tax_amount": "numeric", "kit_id": "bigint", "per_kit": "int",
}  # fmt: skip
_KIT_COLUMNS = {
    "id": "bigint", "order_id": "bigint", "position": "int", "sku_id": "bigint", "code": "text", "name": "text",
    "quantity": "int", "unit_price": "numeric", "list_price": "numeric", "price_reason": "text", "amount": "numeric",
}  # fmt: skip
_CUSTOMER_COLUMNS = {
    "id": "bigint", "number": "text", "external_id": "text", "name": "text", "company": "text", "email": "text",
    "phone": "text", "locale": "text", "vat_id": "text", "is_tax_exempt": "bool", "payment_terms_days": "int",
    "credit_limit": "numeric", "is_blocked": "bool", "blocked_reason": "text", "created_at": "timestamptz",
}  # fmt: skip
_ADDRESS_COLUMNS = {
    "id": "bigint", "customer_id": "bigint", "name": "text", "company": "text", "line1": "text", "line2": "text",
    "city": "text", "region": "text", "postal_code": "text", "country": "text", "phone": "text",
    "created_at": "timestamptz",
}  # fmt: skip


@dataclass(slots=True)
class NewOrder:
    """A composed order with the keys it is going to have."""

    composed: Composed
    order_id: int
    number: str
    line_ids: list[int]
    kit_ids: list[int]
    customer_id: int = 0
    shipping_address_id: int | None = None
    billing_address_id: int | None = None
    awaits_review: bool = False


def allot_keys(composed: Sequence[Composed]) -> list[NewOrder]:
    """Keys and numbers for orders, lines and kits; one statement."""
    lines = sum(len(one.lines) for one in composed)
    keys = allot({
        "orders_order_id_seq": len(composed),
        sequence_name("order"): len(composed),
        "orders_orderline_id_seq": lines,
        "orders_orderkit_id_seq": sum(len(one.kits) for one in composed),
        "customers_customer_id_seq": len(composed),
        sequence_name("customer"): len(composed),
        "customers_address_id_seq": 2 * len(composed),
    })  # fmt: skip
    line_ids, kit_ids = iter(keys["orders_orderline_id_seq"]), iter(keys["orders_orderkit_id_seq"])
    addresses = iter(keys["customers_address_id_seq"])
    made = []
    for index, one in enumerate(composed):
        number = number_text("order", keys[sequence_name("order")][index], one.channel.number_prefix)
        order_id = keys["orders_order_id_seq"][index]
        new = NewOrder(one, order_id, number, [next(line_ids) for _ in one.lines], [next(kit_ids) for _ in one.kits])
        new.customer_id = keys["customers_customer_id_seq"][index]
        new.shipping_address_id, new.billing_address_id = next(addresses), next(addresses)
        made.append(new)
    return made


def write_orders(new: Sequence[NewOrder], customers: Mapping[str, CustomerFacts], *, state: str, now: datetime) -> None:
    """Insert everything the orders consist of, customers and addresses included; one statement."""
    people, addresses = _people(new, customers, now), []
    for order in new:
        request = order.composed.request
        addresses += _address(order, "shipping_address_id", request.shipping_address, now)
        addresses += _address(order, "billing_address_id", request.billing_address, now)
        if request.shipping_address_id is not None:
            order.shipping_address_id = request.shipping_address_id
    insert_together([
        Insert("customers_customer", rows(_CUSTOMER_COLUMNS, people)),
        Insert("customers_address", rows(_ADDRESS_COLUMNS, addresses)),
        Insert("orders_order", _order_columns(new, state, now)),
        Insert("orders_orderkit", rows(_KIT_COLUMNS, [record for order in new for record in _kit_records(order)])),
        Insert("orders_orderline", rows(_LINE_COLUMNS, [r for order in new for r in _line_records(order)])),
        *money_inserts([_money(order) for order in new], redeemed_at=now if state == OrderState.PLACED else None),
        _search_insert(new, people, addresses),
    ])  # fmt: skip


def _people(new: Sequence[NewOrder], customers: Mapping[str, CustomerFacts], now: datetime) -> list[list[Any]]:
    """Point every order at its customer; records of those to be made, once per key within the batch."""
    made: dict[str, int] = {}
    records = []
    for order in new:
        request, key = order.composed.request, customer_key(order.composed.request)
        known = customers.get(key)
        if known is not None:
            order.customer_id = known.id
        elif key and key in made:
            order.customer_id = made[key]
        elif request.customer is not None:
            who = request.customer
            made[key] = order.customer_id
            number = number_text("customer", order.customer_id)
            records.append([
                order.customer_id, number, who.external_id or None, who.name, who.company, who.email, _phone(order),
                who.locale, order.composed.terms.vat_id, False, 0, 0, False, "", now,
            ])  # fmt: skip
    return records


def _phone(order: NewOrder) -> str:
    """As the house keeps it; a number without its country is one of where the goods go."""
    request = order.composed.request
    if request.customer is None or not request.customer.phone:
        return ""
    where = request.shipping_address.country if request.shipping_address else order.composed.channel.country
    return as_kept(request.customer.phone, country=where)


def _address(order: NewOrder, name: str, address: AddressRequest | None, now: datetime) -> list[list[Any]]:
    if address is None:
        setattr(order, name, None)
        return []
    return [[
        getattr(order, name), order.customer_id, address.name, address.company, address.line1, address.line2,
        address.city, address.region, address.postal_code, address.country, address.phone, now,
    ]]  # fmt: skip


def _order_columns(new: Sequence[NewOrder], state: str, now: datetime) -> dict[str, Column]:
    columns = rows(_ORDER_COLUMNS, [_order_record(order, state, now) for order in new])
    tags = [",".join(checked_tags(order.composed.request.tags)) for order in new]
    columns["tags"] = Column("text", tags, "string_to_array({}, ',')")
    return columns


def _order_record(order: NewOrder, state: str, now: datetime) -> list[Any]:
    one, request, totals, terms = order.composed, order.composed.request, order.composed.totals, order.composed.terms
    is_placed = state == OrderState.PLACED
    display = DisplayStatus.AWAITING_PAYMENT if is_placed else DisplayStatus.DRAFT
    return [
        order.order_id, order.number, one.channel.pk, request.external_id or None, request.intake, state, 1,
        one.channel.currency, one.channel.prices_include_tax, False, one.channel.is_practice,
        request.original_order_id, order.customer_id,
        order.shipping_address_id, order.billing_address_id, one.method.pk if one.method else None,
        one.counter.pk if one.counter else None,
        request.ship_policy or one.channel.ship_policy, request.requires_signature, request.leave_at_door,
        request.delivery_instructions, request.po_number, terms.vat_id, terms.treatment, terms.reason,
        one.customer.payment_terms_days if one.customer else 0,
        totals.lines, totals.discount, totals.charges, totals.tax, totals.total, now, now if is_placed else None,
        "unfulfilled", "pending", "none", display, False,
        0, 0, 0, 0, 0, False, order.awaits_review, 0, 0, 0, 0, request.client_ip or None,
    ]  # fmt: skip


def _line_records(order: NewOrder) -> list[list[Any]]:
    return [
        [
            line_id, order.order_id, position, line.sku.id, line.sku.name, line.unit_price, line.list_price,
            line.request.price_reason, line.tax_percent, line.sku.track_stock, line.sku.needs_shipping,
            line.request.quantity, line.request.quantity, *[0] * 11, line.priced.amount, line.priced.discount,
            line.priced.tax, 0, 0, 0, None if line.kit is None else order.kit_ids[line.kit], line.per_kit,
        ]
        for position, (line_id, line) in enumerate(zip(order.line_ids, order.composed.lines, strict=True), start=1)
    ]  # fmt: skip


def _kit_records(order: NewOrder) -> list[list[Any]]:
    return [
        [
            kit_id, order.order_id, kit.first, kit.sku.id, kit.sku.code, kit.sku.name, kit.request.quantity,
            kit.unit_price, kit.list_price, kit.request.price_reason, kit.amount,
        ]
        for kit_id, kit in zip(order.kit_ids, order.composed.kits, strict=True)
    ]  # fmt: skip


def _money(order: NewOrder) -> MoneyRows:
    return MoneyRows(order.composed, order.order_id, order.customer_id, order.line_ids)


def _search_insert(new: Sequence[NewOrder], people: Sequence[list[Any]], addresses: Sequence[list[Any]]) -> Insert:
    """The words of the orders: of a new customer or address as written with them, of a known one looked up."""
    called = {record[0]: [record[3], record[4], record[5], record[6]] for record in people}
    located = {record[0]: [record[2], record[3], record[6], record[8]] for record in addresses}
    given = []
    for order in new:
        request, who, where = order.composed.request, order.customer_id, order.shipping_address_id
        words = [
            order.number, request.external_id, request.po_number, *checked_tags(request.tags),
            *called.get(who, ()), *(located.get(where, ()) if where else ()),
        ]  # fmt: skip
        given.append({
            "words": " ".join(str(word) for word in words if word),
            "customer": None if who in called else who, "address": None if where in located else where,
        })  # fmt: skip
    return Insert("orders_ordersearch", {
        "order_id": Column("bigint", [order.order_id for order in new]), "document": document_column(given),
    })  # fmt: skip
