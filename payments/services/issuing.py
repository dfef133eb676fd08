"""Give credit away: onto a customer's name, or onto a card for whoever has its code."""

from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.fsm import perform
from core.money import format_money, quantize
from core.numbers import next_number
from core.service import service
from customers.locks import lock_customer
from orders.intake.gift_codes import gift_fingerprint, new_gift_code
from payments.credit_locks import lock_account, lock_grant
from payments.credit_words import CreditKind, EntryKind
from payments.models import CreditAccount, CreditEntry, CreditGrant
from payments.services.crediting import enter, store_credit_of

# Above this, in the credit's own currency, whoever gives credit away needs a second person.
SECOND_PERSON_ABOVE = Decimal(100)
RIGHT = "payments.issue_credit"
APPROVE_RIGHT = "payments.approve_credit"


@service
def grant_store_credit(
    *, customer_id: int, amount: Decimal, currency: str, reason: str, actor: Actor, key: str = ""
) -> CreditGrant:
    """Credit on the customer's name, to be spent at once; above the limit a second person has to approve it first.

    ``amount`` is in ``currency``. The same ``key`` twice is one grant. Raises NotPermitted, CustomerNotFound (also
    for an erased one) and InvalidInput.
    """
    ensure_may(actor, RIGHT)
    _check(amount, currency, reason)
    # A customer without entries would open an account beside another one: one at a time.
    lock_customer(customer_id)
    account = store_credit_of(customer_id, currency)
    return _grant(account, amount, reason=reason, actor=actor, key=key)


@service
def issue_gift_card(
    *, amount: Decimal, currency: str, reason: str, actor: Actor, expires_at: datetime | None = None,
    customer_id: int | None = None,
) -> tuple[CreditGrant, str]:  # fmt: skip
    """The grant of a new gift card and its code, which can never be told again.

    The card is worth nothing before its grant is issued: at once, or above the limit when a second person approved.
    Raises NotPermitted and InvalidInput.
    """
    ensure_may(actor, RIGHT)
    _check(amount, currency, reason)
    if expires_at is not None and expires_at <= timezone.now():
        raise InvalidInput("A gift card must hold longer than until now.", field="expires_at")
    code = new_gift_code()
    account = CreditAccount.objects.create(
        number=next_number("credit"), kind=CreditKind.GIFT_CARD, customer_id=customer_id, currency=currency,
        fingerprint=gift_fingerprint(code), last4=code[-4:], expires_at=expires_at,
    )  # fmt: skip
    return _grant(lock_account(account.pk), amount, reason=reason, actor=actor, key=""), code


@service
def approve_credit(*, creditgrant_id: int, actor: Actor) -> CreditGrant:
    """The second person agrees and the amount can be spent. Raises NotPermitted, and MoveRefused for the first one."""
    account, grant = lock_grant(creditgrant_id)
    ensure_may(actor, APPROVE_RIGHT)
    if grant.granted_by == actor.label and not actor.is_trusted:
        limit = format_money(SECOND_PERSON_ABOVE, account.currency)
        sentence = f"you granted it yourself, and it is more than {limit}."
        raise MoveRefused("approve", [Blocker("second_person", sentence, fix="Ask a colleague to approve it.")])
    _issue(account, grant, actor=actor)
    return grant


@service
def refuse_credit(*, creditgrant_id: int, actor: Actor) -> CreditGrant:
    """Nobody gets it. Raises NotPermitted and MoveRefused."""
    _, grant = lock_grant(creditgrant_id)
    perform(grant, "refuse", actor=actor, by=actor.label, now=timezone.now())
    grant.save(update_fields=["state", "decided_by", "decided_at"])
    return grant


@service
def credit_customer(
    *, customer_id: int, amount: Decimal, currency: str, reason: str, key: str, actor: Actor
) -> CreditEntry:
    """Credit that another use case has decided on, such as a settled return: entered once per ``key``.

    ``amount`` is in ``currency``; who approved it is the caller's affair. Raises NotPermitted, CustomerNotFound (also
    for an erased one) and InvalidInput.
    """
    ensure_may(actor, RIGHT)
    _check(amount, currency, reason)
    if not key:
        raise InvalidInput("Name what it is for by a key, so that it is not given twice.", field="key")
    lock_customer(customer_id)
    account = store_credit_of(customer_id, currency)
    return enter(account, EntryKind.ISSUE, amount, actor=actor, key=key, reason=reason)


def _check(amount: Decimal, currency: str, reason: str) -> None:
    if amount <= 0 or amount != quantize(amount, currency):
        raise InvalidInput(f"{amount} is not an amount in {currency}.", field="amount")
    if not reason.strip():
        raise InvalidInput("Say why credit is given; it is kept with the account.", field="reason")


def _grant(account: CreditAccount, amount: Decimal, *, reason: str, actor: Actor, key: str) -> CreditGrant:
    key = key or uuid4().hex
    before = CreditGrant.objects.filter(key=key).first()
    if before is not None:
        return before
    grant = CreditGrant.objects.create(
        account=account, amount=amount, reason=reason.strip()[:200], key=key, granted_by=actor.label
    )
    if amount <= SECOND_PERSON_ABOVE or actor.is_trusted:
        _issue(account, grant, actor=actor)
    return grant


def _issue(account: CreditAccount, grant: CreditGrant, *, actor: Actor) -> None:
    perform(grant, "issue", actor=SYSTEM, by=actor.label, now=timezone.now())
    grant.save(update_fields=["state", "decided_by", "decided_at"])
    enter(account, EntryKind.ISSUE, grant.amount, actor=actor, key=f"grant-{grant.pk}", reason=grant.reason)
