"""What an invoice says about who sells and who buys, as it is on the day of issue."""

from typing import Any

from catalog.models import Channel
from customers.models import Address
from orders.models import Order

_LANGUAGES = ("en", "de")


def document_locale(order: Order) -> str:
    """The buyer's language if papers are written in it, else the channel's, else English."""
    wishes = (order.customer.locale if order.customer else "", order.channel.locale)
    shorts = (wish.lower().replace("_", "-").partition("-")[0] for wish in wishes)
    return next((short for short in shorts if short in _LANGUAGES), "en")


def seller_of(channel: Channel) -> dict[str, Any]:
    """The firm that sells, with what stands at the foot of its papers."""
    return {
        "name": channel.seller_name,
        "address": _lines(channel.seller_address),
        "vat_id": channel.seller_vat_id,
        "email": channel.sender_email,
        "footer": _lines(channel.invoice_footer),
    }


def buyer_of(order: Order) -> dict[str, Any]:
    """Who pays, under the address given for the bill, and where the goods go when that is elsewhere."""
    customer = order.customer
    billed_to = order.billing_address or order.shipping_address
    address = _address_lines(billed_to) or list(filter(None, [customer.name if customer else "", _company(order)]))
    shipped_to = _address_lines(order.shipping_address)
    return {
        "name": address[0] if address else "",
        "address": address,
        "ships_to": shipped_to if shipped_to != address else [],
        "vat_id": order.vat_id or (customer.vat_id if customer else ""),
        "customer_number": customer.number if customer else "",
    }


def _company(order: Order) -> str:
    return order.customer.company if order.customer else ""


def _lines(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]


def _address_lines(address: Address | None) -> list[str]:
    """Company first: an invoice to a firm is addressed to the firm."""
    if address is None:
        return []
    town = f"{address.postal_code} {address.city}".strip()
    lines = (address.company, address.name, address.line1, address.line2, town, address.region, address.country)
    return [line for line in lines if line]
