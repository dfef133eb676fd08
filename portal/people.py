"""Who acts on the customer's pages."""

from core.actors import Actor
from orders.models import Order

RIGHTS = frozenset(
    {
        "orders.cancel_order", "orders.change_delaychoice", "orders.change_shipping_address", "payments.pay_by_link",
        "returns.open_claim", "returns.request_exchange", "returns.request_return", "support.open_case",
        "support.give_feedback",
    }
)  # fmt: skip


def holder_of_link(order: Order) -> Actor:
    """The customer, as far as holding the link to this one order proves it."""
    return Actor(kind="customer", reference=str(order.customer_id or ""), name="The customer", rights=RIGHTS)
