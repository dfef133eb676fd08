"""Practice money moves in the sandbox alone, whatever gateway the house has credentials for."""

from core.errors import Misconfigured
from orders.models import Order
from payments.credit_words import LEDGER
from payments.gateways.registry import default_gateway

PRACTICE_GATEWAY = "sandbox"


def gateway_of(order: Order) -> str:
    """The gateway that new payments of the order by card go to."""
    return PRACTICE_GATEWAY if order.is_practice else default_gateway()


def ensure_practice_stays(order: Order, gateway: str) -> None:
    """The last door before the wire. Raises Misconfigured for a practice order that is about to reach a real gateway.

    No gateway, as with cash and transfers, moves no money outside.
    """
    if order.is_practice and gateway not in ("", LEDGER, PRACTICE_GATEWAY):
        raise Misconfigured(
            f"{order.number} is for practice and never reaches the gateway {gateway}. Its payment was made elsewhere:"
            " cancel it and begin anew in the practice channel.",
            order=order.number, gateway=gateway,
        )  # fmt: skip
