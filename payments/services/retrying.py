"""Acts of a person upon one payment: ask the card again, or let its money go."""

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.service import service
from orders.models import TenderKind
from payments.credit_words import LEDGER
from payments.locks import lock_payment
from payments.models import Payment, PaymentTransaction
from payments.services.folding import fold, tell_funds
from payments.services.lapsing import authorize_missing, void_free


@service
def retry_authorization(*, payment_id: int, actor: Actor, token: str = "") -> PaymentTransaction:
    """Ask the card again for what the order still lacks, or another card when ``token`` is given.

    Raises NotPermitted, and MoveRefused for tenders without a card or credit and when nothing is missing.
    """
    order, payments, payment = lock_payment(payment_id)
    ensure_may(actor, "payments.authorize_payment")
    if payment.kind != TenderKind.CARD and payment.gateway != LEDGER:
        raise MoveRefused("authorize", [Blocker("no_card", "this tender is no card and no credit.")])
    if payment.kind == TenderKind.CARD and token and token != payment.token:
        payment.token = token
        payment.save(update_fields=["token"])
    asked = authorize_missing(order, payments, payment, actor=actor)
    if asked is None:
        raise MoveRefused("authorize", [Blocker("nothing_missing", "the order lacks no money.")])
    fold(payment)
    tell_funds(order.pk, payments, actor=actor)
    return asked


@service
def request_void(*, payment_id: int, actor: Actor) -> Payment:
    """Let go of all authorized money that is neither captured nor promised.

    Raises NotPermitted, and MoveRefused when there is none.
    """
    _, _, payment = lock_payment(payment_id)
    ensure_may(actor, "payments.void_payment")
    if not void_free(payment, actor=actor):
        raise MoveRefused("void", [Blocker("nothing_to_void", "no authorized money is free.")])
    return payment
