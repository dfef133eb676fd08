"""Row locks of customers: the customer first, then the address."""

from django.db import connection

from customers.errors import AddressNotFound, CustomerNotFound
from customers.models import Address, Customer


def lock_customer(customer_id: int) -> Customer:
    """The customer, locked and freshly read. Raises CustomerNotFound, also for one that was erased."""
    customers = Customer.objects.select_for_update(no_key=True)
    customer = customers.filter(pk=customer_id, erased_at=None).first()
    if customer is None:
        raise CustomerNotFound(f"There is no customer with key {customer_id}.", customer_id=customer_id)
    return customer


def lock_address(address_id: int) -> Address:
    """The address, locked and freshly read. Raises AddressNotFound."""
    address = Address.objects.select_for_update(no_key=True).filter(pk=address_id).first()
    if address is None:
        raise AddressNotFound(f"There is no address with key {address_id}.", address_id=address_id)
    return address


def lock_customer_alone(customer_id: int) -> Customer:
    """The customer, locked so that not even a row that points at it can be written meanwhile; for erasing alone.

    Raises CustomerNotFound, also for one that was erased.
    """
    customer = Customer.objects.select_for_update().filter(pk=customer_id, erased_at=None).first()
    if customer is None:
        raise CustomerNotFound(f"There is no customer with key {customer_id}.", customer_id=customer_id)
    return customer


def stands(customer_id: int) -> bool:
    """Whether the customer is there and is not erased before the caller's transaction ends.

    Whoever is about to write a row that points at a customer asks this; many may at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM customers_customer WHERE id = %s AND erased_at IS NULL FOR KEY SHARE", [customer_id]
        )
        return cursor.fetchone() is not None
