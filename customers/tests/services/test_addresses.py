"""Addresses have versions."""

from dataclasses import replace

import pytest

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, NotPermitted
from customers.errors import AddressNotFound, AddressReplaced, CustomerNotFound
from customers.models import Address
from customers.services.addresses import AddressText, add_address, replace_address
from customers.tests.factories import AddressFactory, CustomerFactory, ErasedCustomerFactory

pytestmark = pytest.mark.django_db

TEXT = AddressText(name="Ada Lovelace", line1="Street 2", city="Berlin", postal_code="10117", country="DE")


def test_a_changed_address_is_a_new_row_and_the_old_one_stays_as_it_was():
    old = AddressFactory(line1="Street 1")

    fresh = replace_address(address_id=old.pk, text=TEXT, actor=SYSTEM)

    old.refresh_from_db()
    assert (old.line1, old.replaced_by) == ("Street 1", fresh)
    assert (fresh.line1, fresh.customer) == ("Street 2", old.customer)


def test_a_change_that_changes_nothing_writes_nothing():
    old = add_address(customer_id=CustomerFactory().pk, text=TEXT, actor=SYSTEM)

    assert replace_address(address_id=old.pk, text=TEXT, actor=SYSTEM) == old
    assert Address.objects.count() == 1


def test_the_slower_of_two_is_told_of_the_newer_version():
    old = AddressFactory()
    fresh = replace_address(address_id=old.pk, text=TEXT, actor=SYSTEM)

    with pytest.raises(AddressReplaced) as refusal:
        replace_address(address_id=old.pk, text=replace(TEXT, line1="Street 3"), actor=SYSTEM)

    assert refusal.value.context["replaced_by"] == fresh.pk


@pytest.mark.parametrize(("field", "value"), [("name", " "), ("line1", ""), ("city", ""), ("country", "Germany")])
def test_an_address_that_cannot_be_sent_to_is_refused_at_its_field(field, value):
    with pytest.raises(InvalidInput) as refusal:
        add_address(customer_id=CustomerFactory().pk, text=replace(TEXT, **{field: value}), actor=SYSTEM)

    assert refusal.value.context["field"] == field


def test_the_unknown_and_the_erased_get_no_address():
    with pytest.raises(CustomerNotFound):
        add_address(customer_id=ErasedCustomerFactory().pk, text=TEXT, actor=SYSTEM)
    with pytest.raises(AddressNotFound):
        replace_address(address_id=0, text=TEXT, actor=SYSTEM)


def test_writing_addresses_is_a_right():
    nobody = Actor(kind="user", reference="1")
    with pytest.raises(NotPermitted):
        add_address(customer_id=CustomerFactory().pk, text=TEXT, actor=nobody)
    with pytest.raises(NotPermitted):
        replace_address(address_id=AddressFactory().pk, text=TEXT, actor=nobody)
