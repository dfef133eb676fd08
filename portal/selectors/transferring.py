"""What the customer is still to transfer, in words."""

from dataclasses import dataclass

from orders.models import Order
from payments.selectors.transfers import transfers_awaited
from portal.texts import Words


@dataclass(frozen=True, slots=True)
class TransferShown:
    amount: str
    reference: str


def transfers_shown(order: Order, words: Words) -> tuple[TransferShown, ...]:
    """One query."""
    return tuple(
        TransferShown(words.money(one.amount, order.currency), one.reference) for one in transfers_awaited(order)
    )
