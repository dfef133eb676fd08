"""The ledger of credit: the one place where a balance changes, each change with its entry."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.db.models import F

from core.actors import Actor
from core.events import publish
from core.money import format_money
from core.numbers import next_number
from payments.credit_locks import lock_account, lock_store_credit
from payments.credit_words import CreditKind, EntryKind
from payments.errors import CreditExhausted
from payments.events import CreditChanged
from payments.models import CreditAccount, CreditEntry, PaymentTransaction

# What comes back to a card that is past its time can be spent for this long.
GRACE = timedelta(days=90)


def enter(
    account: CreditAccount, kind: EntryKind, amount: Decimal, *, actor: Actor, key: str = "", reason: str = "",
    cause: PaymentTransaction | None = None,
) -> CreditEntry:  # fmt: skip
    """One movement, signed, in the account's currency; the caller holds the account's lock.

    The same ``key`` is entered once: repeated, the first entry is given. Raises CreditExhausted when the balance
    would become negative, whoever else changed it meanwhile.
    """
    key = key or (cause.key if cause else uuid4().hex)
    before = CreditEntry.objects.filter(key=key).first()
    if before is not None:
        return before
    _change_balance(account, amount)
    entry = CreditEntry.objects.create(
        account=account, kind=kind, amount=amount, balance_after=account.balance, key=key, transaction=cause,
        reason=reason[:200], made_by=actor.label,
    )  # fmt: skip
    publish(CreditChanged(account_id=account.pk, entry_id=entry.pk), actor=actor)
    return entry


def _change_balance(account: CreditAccount, amount: Decimal) -> None:
    rows = CreditAccount.objects.filter(pk=account.pk, balance__gte=-amount)
    if not rows.update(balance=F("balance") + amount):
        left = format_money(account.balance, account.currency)
        raise CreditExhausted(f"{account} has only {left}.", possible=str(account.balance))
    account.balance += amount


def keep_spendable(account: CreditAccount, *, now: datetime) -> None:
    """Money that came back can be spent, even when the card's own time is over; the caller holds the lock."""
    if account.expires_at is not None and account.expires_at <= now:
        account.expires_at = now + GRACE
        account.save(update_fields=["expires_at"])


def store_credit_of(customer_id: int, currency: str) -> CreditAccount:
    """The customer's account in the currency, made when there is none, and locked."""
    found = lock_store_credit(customer_id, currency)
    if found is not None:
        return found
    wanted = CreditAccount(
        number=next_number("credit"), kind=CreditKind.STORE_CREDIT, customer_id=customer_id, currency=currency
    )
    # Somebody may open it at the same moment: then there is one, and it is this one.
    CreditAccount.objects.bulk_create([wanted], ignore_conflicts=True)
    return lock_account(CreditAccount.objects.get(kind=wanted.kind, customer_id=customer_id, currency=currency).pk)
