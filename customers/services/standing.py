"""Whether we sell to somebody."""

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.service import service
from customers.locks import lock_customer
from customers.models import Customer


@service
def block_customer(*, customer_id: int, reason: str, actor: Actor) -> Customer:
    """The customer, blocked with a reason; blocking again changes the reason.

    Raises NotPermitted, CustomerNotFound, and InvalidInput without a reason.
    """
    ensure_may(actor, "customers.change_customer")
    if not reason.strip():
        raise InvalidInput("Say why; whoever takes the next call wants to know.", field="reason")
    customer = lock_customer(customer_id)
    customer.is_blocked, customer.blocked_reason = True, reason.strip()[:200]
    customer.save(update_fields=["is_blocked", "blocked_reason"])
    return customer


@service
def unblock_customer(*, customer_id: int, actor: Actor) -> Customer:
    """The customer, welcome again. Raises NotPermitted and CustomerNotFound."""
    ensure_may(actor, "customers.change_customer")
    customer = lock_customer(customer_id)
    customer.is_blocked, customer.blocked_reason = False, ""
    customer.save(update_fields=["is_blocked", "blocked_reason"])
    return customer
