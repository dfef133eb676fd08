"""Turn codes into rows: SKUs with their prices in one statement, customers in another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from orders.errors import RequestRefused
from orders.intake.requests import OrderRequest

_SKUS = """
SELECT s.id, s.code, s.name, s.tax_class_id, s.track_stock, s.needs_shipping, s.backorder_limit,
       s.preorder_ships_on, s.is_active, p.channel_id, p.amount
FROM catalog_sku s
LEFT JOIN LATERAL (
    SELECT DISTINCT ON (l.channel_id) l.channel_id, l.amount
    FROM catalog_price l JOIN catalog_channel c ON c.id = l.channel_id AND c.currency = l.currency
    WHERE l.sku_id = s.id AND l.channel_id = ANY(%s) AND l.valid_from <= %s AND (l.valid_to IS NULL OR l.valid_to > %s)
    ORDER BY l.channel_id, l.valid_from DESC
) p ON true
WHERE s.code = ANY(%s)
"""
_CUSTOMERS = """
SELECT k.key, c.id, c.is_tax_exempt, c.vat_id, c.payment_terms_days, c.requires_po_number
FROM (
    SELECT DISTINCT ON (key) key, id FROM (
        SELECT 'id:' || id AS key, id FROM customers_customer WHERE id = ANY(%s)
        UNION ALL
        SELECT 'external:' || external_id, id FROM customers_customer WHERE external_id = ANY(%s)
        UNION ALL
        SELECT 'email:' || lower(email), id FROM customers_customer
        WHERE lower(email) = ANY(%s) AND erased_at IS NULL
    ) every ORDER BY key, id
) k JOIN customers_customer c ON c.id = k.id
WHERE c.erased_at IS NULL
FOR KEY SHARE OF c
"""
_PLACES = "SELECT id, country, region FROM customers_address WHERE id = ANY(%s)"


@dataclass(slots=True)
class SkuFacts:
    """What placing needs to know of a SKU; ``prices`` by channel key."""

    id: int
    code: str
    name: str
    tax_class_id: int
    track_stock: bool
    needs_shipping: bool
    backorder_limit: int | None
    preorder_ships_on: date | None
    is_active: bool
    prices: dict[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    id: int
    is_tax_exempt: bool
    vat_id: str
    payment_terms_days: int
    requires_po_number: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where goods go, as tax and shipping rates see it."""

    country: str
    region: str


def skus_by_code(codes: Sequence[str], channel_ids: Sequence[int], now: datetime) -> dict[str, SkuFacts]:
    """The SKUs with the prices valid now in each of the channels' own currency; one statement."""
    found: dict[str, SkuFacts] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SKUS, [list(channel_ids), now, now, list(codes)])
        for *facts, channel_id, amount in cursor.fetchall():
            sku = found.setdefault(facts[1], SkuFacts(*facts))
            if channel_id is not None:
                sku.prices[channel_id] = amount
    return found


def customer_key(request: OrderRequest) -> str:
    """How the customer of a request is recognized; empty for a guest without e-mail."""
    if request.customer_id is not None:
        return f"id:{request.customer_id}"
    customer = request.customer
    if customer is not None and customer.external_id:
        return f"external:{customer.external_id}"
    if customer is not None and customer.email:
        return f"email:{customer.email.lower()}"
    return ""


def customers_by_key(requests: Sequence[OrderRequest]) -> dict[str, CustomerFacts]:
    """Known customers among the requests, by ``customer_key``; one statement, none for guests.

    None of them is erased before the caller's transaction ends; one that was a moment ago is not known any more.
    """
    keys = {customer_key(request) for request in requests} - {""}
    if not keys:
        return {}
    ids = [int(key[3:]) for key in keys if key.startswith("id:")]
    external = [key[9:] for key in keys if key.startswith("external:")]
    emails = [key[6:] for key in keys if key.startswith("email:")]
    with connection.cursor() as cursor:
        cursor.execute(_CUSTOMERS, [ids, external, emails])
        return {key: CustomerFacts(*facts) for key, *facts in cursor.fetchall()}


def places_by_address(requests: Sequence[OrderRequest]) -> dict[int, Place]:
    """Where kept addresses are, by key; one statement, none when no request names one."""
    keys = {request.shipping_address_id for request in requests if request.shipping_address_id is not None}
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [sorted(keys)])
        return {key: Place(*where) for key, *where in cursor.fetchall()}


def ensure_po_number(request: OrderRequest, customer: CustomerFacts | None) -> None:
    """Raises RequestRefused for an order without the number its customer's own books need."""
    if customer is not None and customer.requires_po_number and not request.po_number.strip():
        raise RequestRefused("This customer needs its own order number on every order. Ask for it.", field="po_number")
