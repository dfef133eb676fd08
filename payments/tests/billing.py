"""Shops that write invoices, and orders in them."""

import datetime
from decimal import Decimal

from catalog.models import Channel, InvoicePolicy
from core.money import ZERO
from orders.intake.reference import forget_reference
from orders.models import Order
from orders.tests.factories import Shop
from payments.models import Document

SELLER = {
    "seller_name": "Tea & Co. GmbH",
    "seller_address": "Lagerstraße 12\n12099 Berlin\nGermany",
    "seller_vat_id": "DE123456789",
    "invoice_footer": "IBAN DE02 1203 0000 0000 2020 51\nAmtsgericht Berlin HRB 4711",
    "invoices_from": datetime.date(2020, 1, 1),
    "invoice_prefix": "TEA",
}


def invoicing(shop: Shop, policy: str = InvoicePolicy.SHIPMENT, **channel) -> Shop:
    """The shop, writing invoices from now on."""
    Channel.objects.filter(pk=shop.channel.pk).update(invoice_on=policy, **{**SELLER, **channel})
    shop.channel.refresh_from_db()
    forget_reference()
    return shop


def net_billed(order: Order) -> Decimal:
    """Invoices less credit notes."""
    documents = Document.objects.filter(order=order)
    return sum((d.total if d.kind == "invoice" else -d.total for d in documents), ZERO)


def told(order: Order) -> list[tuple[str, str, str]]:
    """(kind, number without its year, total) of every document in order of issue."""
    rows = Document.objects.filter(order=order).order_by("pk")
    return [(d.kind, d.number.replace(str(d.issued_on.year), "YYYY"), f"{d.total:.2f}") for d in rows]
