"""Whether we sell to somebody."""

import pytest

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, NotPermitted
from customers.services.standing import block_customer, unblock_customer
from customers.tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db


def test_a_block_has_a_reason_and_can_be_lifted():
    customer = CustomerFactory()

    blocked = block_customer(customer_id=customer.pk, reason=" Never pays. ", actor=SYSTEM)
    assert (blocked.is_blocked, blocked.blocked_reason) == (True, "Never pays.")

    unblock_customer(customer_id=customer.pk, actor=SYSTEM)
    customer.refresh_from_db()
    assert (customer.is_blocked, customer.blocked_reason) == (False, "")


def test_nobody_is_blocked_without_a_reason_or_a_right():
    customer = CustomerFactory()

    with pytest.raises(InvalidInput):
        block_customer(customer_id=customer.pk, reason=" ", actor=SYSTEM)
    with pytest.raises(NotPermitted):
        block_customer(customer_id=customer.pk, reason="x", actor=Actor(kind="user", reference="1"))

    customer.refresh_from_db()
    assert not customer.is_blocked
