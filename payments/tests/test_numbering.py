"""Invoices are numbered 1, 2, 3 … whoever comes when; without the counted row they would be doubled."""

import threading
from contextlib import suppress
from datetime import date

import pytest
from django.db import connection, transaction

from catalog.models import Channel
from core.errors import Misconfigured
from payments.models import DocumentSeries
from payments.services.numbering import next_document_number
from payments.tests.billing import invoicing
from tests.races.crowd import PATIENCE_SECONDS, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2031, 5, 12)
CROWD = 20


def take(channel: Channel) -> int:
    with transaction.atomic():
        return next_document_number(channel, "invoice", DAY)[1]


def test_twenty_at_once_get_one_to_twenty(shop):
    channel = invoicing(shop).channel

    taken = all_at_once([lambda: take(channel)] * CROWD)

    assert sorted(taken) == list(range(1, CROWD + 1))
    assert DocumentSeries.objects.get().last_number == CROWD


def test_who_fails_leaves_no_gap(shop):
    channel = invoicing(shop).channel

    def fail_or_take(nr: int):
        with suppress(ZeroDivisionError), transaction.atomic():
            number = next_document_number(channel, "invoice", DAY)[1]
            return number if nr % 2 else 1 // 0

    taken = [one for one in all_at_once([lambda nr=nr: fail_or_take(nr) for nr in range(CROWD)]) if one is not None]

    assert sorted(taken) == list(range(1, CROWD // 2 + 1))


def test_reading_the_last_number_and_writing_the_next_gives_numbers_twice(shop):
    channel = invoicing(shop).channel
    take(channel)
    together = threading.Barrier(2)

    def unguarded() -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT last_number FROM payments_documentseries")
            number = cursor.fetchone()[0] + 1
            together.wait(timeout=PATIENCE_SECONDS)
            cursor.execute("UPDATE payments_documentseries SET last_number = %s", [number])
            return number

    taken = all_at_once([unguarded] * 2)

    assert taken == [2, 2]


def test_each_kind_and_year_has_its_own_series(shop):
    channel = invoicing(shop).channel
    with transaction.atomic():
        numbers = [
            next_document_number(channel, kind, day)[2]
            for kind, day in (("invoice", DAY), ("credit_note", DAY), ("invoice", date(2032, 1, 1)), ("invoice", DAY))
        ]

    assert numbers == ["TEA-2031-00001", "TEA-C-2031-00001", "TEA-2032-00001", "TEA-2031-00002"]


def test_two_channels_never_share_numbers(shop):
    channel = invoicing(shop).channel
    other = Channel.objects.create(code="other", name="Other", currency="EUR", country="DE", invoice_prefix="TEA")
    take(channel)

    with pytest.raises(Misconfigured, match="invoice prefix of its own"):
        take(other)
