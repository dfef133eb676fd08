"""What a customer is called stands in the words of their orders: who changes it says so."""

from collections.abc import Collection

from core.actors import SYSTEM
from core.events import publish
from customers.events import CustomerRenamed
from customers.models import Customer

SEARCHED = frozenset({"name", "company", "email", "phone"})


def tell_renamed(customer: Customer, changed: Collection[str]) -> None:
    """In the transaction that saved the ``changed`` columns; nothing to tell when nobody is found by any of them."""
    if SEARCHED.intersection(changed):
        publish(CustomerRenamed(customer_id=customer.pk), actor=SYSTEM)
