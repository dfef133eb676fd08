"""Two clerks, one authorization: the money is promised once. Without the lock it would be promised twice."""

import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import IntegrityError, connection

from core.actors import SYSTEM
from payments.errors import CaptureExceedsAuthorization
from payments.models import Payment, PaymentTransaction
from payments.services import collecting, promising
from payments.tests.factories import confirmed_by_workers
from tests.races.crowd import PATIENCE_SECONDS, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def read_together(monkeypatch, *, patience: float) -> None:
    """Both clerks read what is free before either writes, if nothing keeps them apart for ``patience`` seconds."""
    together = threading.Barrier(2)

    def pausing(read):
        def pause(row):
            free = read(row)
            with suppress(threading.BrokenBarrierError):
                together.wait(timeout=patience)
            return free

        return pause

    monkeypatch.setattr(collecting, "capturable", pausing(collecting.capturable))
    monkeypatch.setattr(promising, "left_of", pausing(promising.left_of))


def capture_twice_at_once() -> list:
    payment = Payment.objects.get()

    def capture():
        return collecting.request_capture(payment_id=payment.pk, amount=payment.amount, actor=SYSTEM)

    return all_at_once([capture, capture])


def test_the_same_money_is_promised_once(shop, gateway, monkeypatch):
    confirmed_by_workers(shop)
    read_together(monkeypatch, patience=0.5)

    results = capture_twice_at_once()

    assert sum(isinstance(result, CaptureExceedsAuthorization) for result in results) == 1
    assert PaymentTransaction.objects.filter(kind="capture").count() == 1


def look_only(payment_id: int):
    payment = Payment.objects.select_related("order").get(pk=payment_id)
    return payment.order, [payment], payment


@pytest.fixture
def without_last_wall(shop) -> Iterator[None]:
    """The database counts what is under way no more, until the end."""
    switch = "ALTER TABLE payments_paymenttransaction {} TRIGGER payments_under_way"
    with connection.cursor() as cursor:
        cursor.execute(switch.format("DISABLE"))
    yield
    with connection.cursor() as cursor:
        cursor.execute(switch.format("ENABLE"))


def test_without_the_lock_the_last_wall_holds(shop, gateway, monkeypatch):
    confirmed_by_workers(shop)
    read_together(monkeypatch, patience=PATIENCE_SECONDS)
    monkeypatch.setattr(collecting, "lock_payment", look_only)

    results = capture_twice_at_once()

    assert sum(isinstance(result, IntegrityError) for result in results) == 1
    assert PaymentTransaction.objects.filter(kind="capture").count() == 1


def test_without_the_lock_and_the_wall_the_race_appears(shop, gateway, monkeypatch, without_last_wall):
    confirmed_by_workers(shop)
    read_together(monkeypatch, patience=PATIENCE_SECONDS)
    monkeypatch.setattr(collecting, "lock_payment", look_only)

    capture_twice_at_once()

    assert PaymentTransaction.objects.filter(kind="capture").count() == 2
