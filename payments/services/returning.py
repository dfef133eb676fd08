"""A customer comes back from the bank: the gateway is asked at once, whether or not its webhook came."""

from datetime import datetime

from core.actors import Actor
from core.events import publish
from core.service import service
from payments.events import CustomerReturned
from payments.locks import lock_transaction
from payments.statuses import UNDER_WAY, PaymentState

# Who reloads the page asks no more often than this.
PAUSE_SECONDS = 10


@service
def note_return(*, transaction_id: int, now: datetime, actor: Actor) -> bool:
    """Promise to ask the gateway what the customer decided; tells whether there is anything to ask."""
    order, payment, transaction = lock_transaction(transaction_id)
    if transaction.outcome not in UNDER_WAY or payment.state != PaymentState.REQUIRES_ACTION:
        return False
    turn = int(now.timestamp()) // PAUSE_SECONDS
    publish(CustomerReturned(order_id=order.pk, transaction_id=transaction.pk, turn=turn), actor=actor)
    return True
