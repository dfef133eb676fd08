"""Gift cards end with their day: what is left on one then is worth nothing any more, and the ledger says so."""

from datetime import datetime

from core.actors import SYSTEM, Actor
from core.service import service
from payments.credit_locks import lock_account
from payments.credit_words import EntryKind
from payments.models import CreditEntry
from payments.services.crediting import enter


@service
def expire_credit(*, account_id: int, now: datetime, actor: Actor = SYSTEM) -> CreditEntry | None:
    """Take what is left off a card whose time is over; None when there is nothing, or it has its time again.

    What is held for an order stays held: the customer used it in time. Running twice finds nothing to do.
    """
    account = lock_account(account_id)
    if account.expires_at is None or account.expires_at > now or account.balance <= 0:
        return None
    return enter(account, EntryKind.EXPIRE, -account.balance, actor=actor, reason="Past its time.")
