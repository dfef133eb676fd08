"""Credit is given by right, with a reason, and above a limit by two people."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from orders.intake.gift_codes import gift_fingerprint
from payments.models import CreditAccount, CreditEntry, CreditGrant
from payments.services.issuing import (
    approve_credit,
    credit_customer,
    grant_store_credit,
    issue_gift_card,
    refuse_credit,
)
from payments.tests.credit_factories import FIRST, SECOND, customer_with, ledger_of

pytestmark = pytest.mark.django_db


def grant(
    amount: str, *, actor: Actor = FIRST, key: str = "", currency: str = "EUR", reason: str = "late"
) -> CreditGrant:
    return grant_store_credit(
        customer_id=customer_with(0).pk, amount=Decimal(amount), currency=currency, reason=reason, actor=actor, key=key
    )


def test_a_small_amount_can_be_spent_at_once_and_says_who_gave_it_and_why(db):
    given = grant("100.00")

    entry = CreditEntry.objects.get()
    assert (given.state, entry.amount, entry.reason, entry.made_by) == ("issued", 100, "late", "user:1")


def test_above_the_limit_a_second_person_has_to_agree(db):
    given = grant("100.01")
    assert (given.state, CreditAccount.objects.get().balance) == ("waiting", 0)

    with pytest.raises(MoveRefused, match="you granted it yourself"):
        approve_credit(creditgrant_id=given.pk, actor=FIRST)
    approve_credit(creditgrant_id=given.pk, actor=SECOND)

    assert ledger_of(CreditAccount.objects.get()) == [("issue", "100.01")]
    with pytest.raises(MoveRefused):
        approve_credit(creditgrant_id=given.pk, actor=SECOND)


def test_what_was_refused_is_worth_nothing(db):
    given = grant("500.00")

    refuse_credit(creditgrant_id=given.pk, actor=SECOND)

    assert CreditAccount.objects.get().balance == 0
    with pytest.raises(MoveRefused):
        approve_credit(creditgrant_id=given.pk, actor=SECOND)


def test_the_same_wish_twice_is_given_once(db):
    first = grant("10.00", key="the form")

    assert grant("10.00", key="the form") == first
    assert CreditEntry.objects.count() == 1


def test_a_gift_card_is_known_by_its_fingerprint_alone_and_worth_nothing_until_it_is_approved(db):
    given, code = issue_gift_card(amount=Decimal(150), currency="EUR", reason="a present", actor=FIRST)
    card = CreditAccount.objects.get()
    assert (card.fingerprint, card.last4, card.balance) == (gift_fingerprint(code), code[-4:], 0)

    approve_credit(creditgrant_id=given.pk, actor=SECOND)

    assert CreditAccount.objects.get().balance == 150


@pytest.mark.parametrize(
    ("amount", "currency", "reason"),
    [("0", "EUR", "x"), ("-1", "EUR", "x"), ("0.001", "EUR", "x"), ("0.5", "JPY", "x"), ("5", "EUR", " ")],
)
def test_what_is_no_amount_or_has_no_reason_is_refused(db, amount, currency, reason):
    with pytest.raises(InvalidInput):
        grant(amount, currency=currency, reason=reason)

    assert not CreditEntry.objects.exists()


def test_nobody_gives_credit_without_the_right(db):
    nobody = Actor(kind="user", reference="3", rights=frozenset({"payments.grant_refund"}))

    for act in (
        lambda: grant("5", actor=nobody),
        lambda: issue_gift_card(amount=Decimal(5), currency="EUR", reason="x", actor=nobody),
        lambda: approve_credit(creditgrant_id=grant("500").pk, actor=nobody),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_credit_of_another_use_case_is_entered_once_per_key_to_three_decimals(db):
    customer = customer_with(0)

    for _ in range(2):
        credit_customer(
            customer_id=customer.pk, amount=Decimal("1.235"), currency="KWD", reason="return", key="return-7",
            actor=SYSTEM,
        )  # fmt: skip

    assert [(a.currency, a.balance) for a in CreditAccount.objects.all()] == [("KWD", Decimal("1.235"))]
