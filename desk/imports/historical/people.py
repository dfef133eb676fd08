"""Customers and addresses of past orders, found or made for a batch of invoices."""

from collections.abc import Sequence
from dataclasses import asdict

from customers.models import Address, Customer
from desk.imports.invoices import Invoice
from desk.imports.uci.master import create_customers, customer_reference
from desk.people.invent import invent_address


def reference_of(invoice: Invoice) -> str:
    """The outside id of whoever bought; a guest is known by the invoice alone."""
    return customer_reference(invoice.customer) if invoice.customer else f"uci-guest-{invoice.number}"


def customers_of(invoices: Sequence[Invoice]) -> dict[str, int]:
    """Customer keys by ``reference_of``; guests without a mail address are made where missing."""
    references = {reference_of(invoice) for invoice in invoices}
    known = Customer.objects.filter(external_id__in=references).values_list("external_id", "id")
    found = {str(reference): key for reference, key in known}
    missing = sorted(references - set(found))
    made = create_customers(dict.fromkeys(missing, ""))
    return found | {str(customer.external_id): customer.pk for customer in made}


def addresses_of(invoices: Sequence[Invoice], customers: dict[str, int]) -> dict[tuple[int, str], int]:
    """Address keys by customer and country, one for each pair; invented where missing."""
    wanted = {(customers[reference_of(invoice)], invoice.country): reference_of(invoice) for invoice in invoices}
    known = Address.objects.filter(customer_id__in={customer for customer, _ in wanted}, replaced_by=None)
    found = {(customer, country): key for key, customer, country in known.values_list("id", "customer_id", "country")}
    missing = [pair for pair in wanted if pair not in found]
    made = Address.objects.bulk_create(
        [
            Address(customer_id=customer, **asdict(invent_address(wanted[customer, country], country)))
            for customer, country in missing
        ],
        batch_size=500,
    )
    return found | {pair: address.pk for pair, address in zip(missing, made, strict=True)}
