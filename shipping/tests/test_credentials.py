import json

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from accounts.models import User
from core.actors import SYSTEM, Actor
from core.errors import Misconfigured, NotPermitted
from core.sealing import seal, unseal
from shipping.models import CarrierAccount
from shipping.selectors.accounts import credentials_of
from shipping.services.credentials import keep_credentials

SECRET = "s3cret-that-nobody-may-read"
GIVEN = {"client_id": "our-client", "client_secret": SECRET, "account_number": "A1B2C3"}


def an_account() -> CarrierAccount:
    account, _ = CarrierAccount.objects.get_or_create(code="ups-1", defaults={"name": "UPS", "carrier": "ups"})
    return keep_credentials(carrieraccount_id=account.pk, credentials=GIVEN, actor=SYSTEM)


@pytest.mark.django_db
def test_a_dump_of_the_database_does_not_hold_a_carriers_secret():
    account = an_account()

    rows = all_rows()

    assert "ups-1" in rows
    assert account.sealed_credentials in rows
    assert SECRET not in rows
    assert "A1B2C3" not in rows


def all_rows() -> str:
    """Every row of every table as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            found += [text for (text,) in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.django_db
def test_the_one_who_asks_the_carrier_reads_them():
    assert credentials_of(an_account()) == GIVEN


@pytest.mark.django_db
def test_keys_are_replaced_without_a_gap(settings):
    account = an_account()
    old, new = settings.SEALING_KEYS[0], Fernet.generate_key().decode()

    settings.SEALING_KEYS = [new, old]
    assert credentials_of(account) == GIVEN
    call_command("reseal_credentials")

    settings.SEALING_KEYS = [new]
    account.refresh_from_db()
    assert credentials_of(account) == GIVEN


@pytest.mark.django_db
def test_a_lost_key_is_said_and_nothing_is_changed(settings):
    account = an_account()
    settings.SEALING_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(CommandError, match="SEALING_KEYS"):
        call_command("reseal_credentials")
    with pytest.raises(Misconfigured, match="SEALING_KEYS"):
        credentials_of(account)


@pytest.mark.parametrize("keys", [[], ["not-a-key"]])
def test_without_a_usable_key_nothing_is_kept(settings, keys):
    settings.SEALING_KEYS = keys

    with pytest.raises(Misconfigured, match="SEALING_KEYS"):
        seal("text")


def test_the_same_secret_sealed_twice_does_not_look_the_same():
    assert seal("text") != seal("text")
    assert unseal(seal("text")) == "text"


@pytest.mark.django_db
def test_credentials_need_the_right_to_change_the_account():
    account = an_account()

    with pytest.raises(NotPermitted):
        keep_credentials(carrieraccount_id=account.pk, credentials={}, actor=Actor(kind="user", reference="1"))


@pytest.fixture
def office(client):
    client.force_login(User.objects.create_superuser("chief", "chief@example.com", "x"))
    return client


def form(**more) -> dict:
    return {
        "name": "UPS", "code": "ups-1", "carrier": "ups", "priority": "10", "tracking_url": "",
        "services": json.dumps({"standard": ["ups_ground"]}), "options": "{}", "is_active": "on", **more,
    }  # fmt: skip


@pytest.mark.django_db
def test_the_office_types_credentials_once_and_never_sees_them_again(office):
    account = an_account()
    url = reverse("admin:shipping_carrieraccount_change", args=[account.pk])
    typed = "client_id = our-client\nclient_secret = new-s3cret\naccount_number = 77"

    answer = office.post(url, form(new_credentials=typed), follow=True)
    page = office.get(url).content.decode()

    assert answer.status_code == 200
    account.refresh_from_db()
    assert credentials_of(account)["client_secret"] == "new-s3cret"
    assert "Sealed, given" in page
    assert "new-s3cret" not in page + answer.content.decode()
    assert account.sealed_credentials not in page
    assert "new-s3cret" not in all_rows()


@pytest.mark.django_db
def test_saving_the_form_without_new_credentials_keeps_the_old(office):
    account = an_account()

    office.post(reverse("admin:shipping_carrieraccount_change", args=[account.pk]), form(name="UPS Ground"))

    account.refresh_from_db()
    assert (account.name, credentials_of(account)) == ("UPS Ground", GIVEN)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("client_id = a", "missing: client_secret, account_number"),
        ("client_id = a\nclient_secret = b\naccount_number = c\npasswort = d", "unknown: passwort"),
        ("client_id", "Line 1 is not"),
    ],
)
def test_credentials_that_the_carrier_does_not_ask_for_are_refused(office, typed, said):
    account = an_account()

    answer = office.post(
        reverse("admin:shipping_carrieraccount_change", args=[account.pk]), form(new_credentials=typed)
    )

    assert said in answer.content.decode()
    account.refresh_from_db()
    assert credentials_of(account) == GIVEN


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", [["ups_ground"], {"standard": "ups_ground"}, {"standard": [1]}, {"overnight": ["x"]}, {"standard": [" "]}]
)
def test_services_of_another_shape_are_refused_in_words(office, typed):
    account = an_account()
    url = reverse("admin:shipping_carrieraccount_change", args=[account.pk])

    page = office.post(url, form(services=json.dumps(typed))).content.decode()

    assert "ups_ground&quot;]}: a list" in page or "is none of our services" in page
    account.refresh_from_db()
    assert account.services != typed
