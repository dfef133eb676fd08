"""The office's pages about credit: given by a form, looked at by a second person, its code shown once."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from payments.models import CreditAccount, CreditGrant
from payments.tests.credit_factories import card_of, customer_with, ledger_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    def enter(name: str, *rights: str):
        user = User.objects.create_user(name, is_staff=True)
        looking = Permission.objects.filter(content_type__app_label="payments", codename__startswith="view_")
        user.user_permissions.set([*looking, *Permission.objects.filter(codename__in=rights)])
        client.force_login(user)
        return client

    return enter


def page(name: str, *args) -> str:
    return reverse(f"admin:payments_{name}", args=args)


def wish(**more) -> dict[str, str]:
    return {"kind": "gift_card", "amount": "40.00", "currency": "eur", "reason": "a present", **more}


def test_a_gift_card_is_issued_and_its_code_is_shown_once(sign_in):
    office = sign_in("fay", "issue_credit")

    answer = office.post(page("creditgrant_add"), wish(), follow=True)

    code = re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){3}", answer.content.decode())[0]
    card = card_of(code)
    assert (card.balance, card.currency) == (Decimal(40), "EUR")
    for shown in (page("creditgrant_changelist"), page("creditaccount_change", card.pk)):
        text = office.get(shown).content.decode()
        assert code not in text
        assert card.fingerprint not in text
    assert f"…{code[-4:]}" in text


def test_store_credit_above_the_limit_waits_for_a_second_person(sign_in):
    customer = customer_with(0)
    first = sign_in("fay", "issue_credit", "approve_credit")
    first.post(page("creditgrant_add"), wish(kind="store_credit", amount="250", customer=customer.number))
    grant = CreditGrant.objects.get()

    refused = first.post(page("creditgrant_move", grant.pk, "approve"), {})
    assert refused.status_code == 409
    assert "ou granted it yourself" in refused.content.decode()
    sign_in("sam", "approve_credit").post(page("creditgrant_move", grant.pk, "approve"), {})

    assert ledger_of(CreditAccount.objects.get()) == [("issue", "250.00")]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (wish(kind="store_credit"), "Store credit is somebody"),
        (wish(kind="store_credit", customer="nobody@example.com"), "Nobody is found by this."),
        (wish(amount="1.001"), "EUR has 2 decimals."),
        (wish(currency="ABC"), "is not an ISO 4217 currency code"),
        (wish(expires_on="2020-01-01"), "This day is over."),
        (wish(reason=""), "This field is required."),
    ],
)
def test_what_cannot_be_given_is_told_by_its_field(sign_in, given, told):
    answer = sign_in("fay", "issue_credit").post(page("creditgrant_add"), given)

    assert told in answer.content.decode()
    assert not CreditGrant.objects.exists()


def test_who_only_looks_gives_nothing(sign_in):
    assert sign_in("vic").post(page("creditgrant_add"), wish()).status_code == 403
    assert not CreditGrant.objects.exists()
