"""Customers with credit and people who give it, through the services."""

from decimal import Decimal

from core.actors import SYSTEM, Actor
from customers.models import Customer
from orders.intake.gift_codes import gift_fingerprint
from payments.models import CreditAccount
from payments.services.issuing import credit_customer, issue_gift_card

RIGHTS = frozenset({"payments.issue_credit", "payments.approve_credit"})
FIRST = Actor(kind="user", reference="1", name="Fay", rights=RIGHTS)
SECOND = Actor(kind="user", reference="2", name="Sam", rights=RIGHTS)


def gift_card(amount: int | str, currency: str = "EUR", **options) -> str:
    """The code of a new card with ``amount`` on it."""
    return issue_gift_card(amount=Decimal(amount), currency=currency, reason="a present", actor=SYSTEM, **options)[1]


def card_of(code: str) -> CreditAccount:
    return CreditAccount.objects.get(fingerprint=gift_fingerprint(code))


def customer_with(amount: int | str, currency: str = "EUR") -> Customer:
    """The customer of the shop's requests, with store credit when ``amount`` is not 0."""
    who = {"name": "Ada Lovelace", "email": "ada@example.com"}
    customer, _ = Customer.objects.get_or_create(number="CU-1", defaults=who)
    if Decimal(amount):
        credit_customer(
            customer_id=customer.pk, amount=Decimal(amount), currency=currency, reason="for you", key="first",
            actor=SYSTEM,
        )  # fmt: skip
    return customer


def ledger_of(account: CreditAccount) -> list[tuple[str, str]]:
    """(kind, amount) of every entry, the oldest first."""
    return [(entry.kind, f"{entry.amount:.2f}") for entry in account.entries.order_by("pk")]
