"""Customers for tests."""

import datetime

import factory
from factory.django import DjangoModelFactory

from customers.models import Address, Customer


class CustomerFactory(DjangoModelFactory):
    class Meta:
        model = Customer

    number = factory.Sequence(lambda n: f"CU-{n:06}")
    name = "Ada Lovelace"
    email = factory.LazyAttribute(lambda customer: f"{customer.number.lower()}@example.com")


class ErasedCustomerFactory(CustomerFactory):
    name = "Erased"
    email = ""
    erased_at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


class AddressFactory(DjangoModelFactory):
    class Meta:
        model = Address

    customer = factory.SubFactory(CustomerFactory)
    name = factory.SelfAttribute("customer.name")
    line1 = "Unter den Linden 1"
    city = "Berlin"
    postal_code = "10117"
    country = "DE"
