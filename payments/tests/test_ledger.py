"""The ledger only moves forward, whoever writes; every promise about money holds after a walk."""

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from payments.models import PaymentTransaction
from payments.promises import PROMISES
from payments.tests.factories import confirmed_by_workers, ship

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change", [{"amount": 1}, {"kind": "void"}, {"key": "other"}, {"outcome": "requested"}, {"outcome": "failed"}]
)
def test_what_was_done_is_never_rewritten(shop, gateway, change):
    confirmed_by_workers(shop)

    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentTransaction.objects.update(**change)


def test_a_row_of_the_ledger_is_never_deleted(shop, gateway):
    confirmed_by_workers(shop)

    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentTransaction.objects.all().delete()


def test_every_promise_about_money_holds_after_a_walk(shop, gateway):
    ship(confirmed_by_workers(shop, {0: 2}), {1: 1}, 1)

    for promise in PROMISES:
        with connection.cursor() as cursor:
            cursor.execute(promise.query())
            assert cursor.fetchall() == [], promise.name
