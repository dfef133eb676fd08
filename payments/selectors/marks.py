"""By what an order is known again: the same mark however it is spelled."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from customers.models import Address
from orders.models import Order
from payments.models import DenyKind, Payment

# Providers give whole networks to one subscriber: half an IPv6 address, seldom more than one IPv4 address.
NETWORK_BITS = {4: 24, 6: 64}


@dataclass(frozen=True, slots=True)
class Mark:
    """One way to know an order again; ``shown`` is how a person reads it."""

    kind: str
    value: str
    shown: str


def marks_of(order: Order, payments: Iterable[Payment]) -> list[Mark]:
    """Every mark of the order, its domain and its network included. No query when its people are loaded."""
    found: list[Mark] = []
    customer, address = order.customer, order.shipping_address
    if customer is not None and customer.email:
        email = plain_email(customer.email)
        found += [Mark(DenyKind.EMAIL, email, customer.email), _mark(DenyKind.DOMAIN, email.rpartition("@")[2])]
    phones = (str(customer.phone) if customer is not None else "", address.phone if address else "")
    for phone in dict.fromkeys(plain_phone(each) for each in phones):
        found += [_mark(DenyKind.PHONE, phone)] if phone else []
    if address is not None:
        found.append(Mark(DenyKind.ADDRESS, plain_address(address), str(address)))
    cards = {payment.card_fingerprint: payment for payment in payments if payment.card_fingerprint}
    for fingerprint, payment in cards.items():
        found.append(
            Mark(
                DenyKind.CARD, fingerprint, f"{payment.card_brand.capitalize()} ending in {payment.card_last4}".strip()
            )
        )
    if order.client_ip:
        found += [_mark(DenyKind.IP, plain_ip(order.client_ip)), _mark(DenyKind.IP, network_of(order.client_ip))]
    return found


def _mark(kind: str, value: str) -> Mark:
    return Mark(kind, value, value)


def plain_email(email: str) -> str:
    """Lower case, without what the big providers ignore: the part after a plus sign."""
    name, _, domain = email.strip().casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def plain_domain(domain: str) -> str:
    return domain.strip().casefold().removeprefix("@").strip(".")


def plain_phone(phone: str) -> str:
    """Digits alone, with the plus sign of the international form."""
    digits = re.sub(r"\D", "", phone)
    return f"+{digits}" if digits and phone.strip().startswith(("+", "00")) else digits


def plain_address(address: Address) -> str:
    """Country, postal code, street and number, without the signs that people set differently."""
    return address_value(address.country, address.postal_code, address.line1)


def address_value(country: str, postal_code: str, line1: str) -> str:
    parts = (re.sub(r"[\W_]+", "", part.casefold()) for part in (country, postal_code, line1))
    return "|".join(parts)


def plain_ip(text: str) -> str:
    """An address or a network in its short form. Raises ValueError for anything else."""
    return str(ip_network(text.strip())) if "/" in text else str(ip_address(text.strip()))


def network_of(text: str) -> str:
    """The network of an address that the deny list can name."""
    address = ip_address(text)
    return str(ip_network(f"{address}/{NETWORK_BITS[address.version]}", strict=False))


def parents_of(domain: str) -> Sequence[str]:
    """The domain and those above it, its country's excepted: a.b.example → a.b.example, b.example."""
    parts = domain.split(".")
    return [".".join(parts[start:]) for start in range(len(parts) - 1)]
