"""Two at one printer: one holds the original, the other a copy, never two originals."""

import threading

import pytest
from django.db import IntegrityError

from core.actors import SYSTEM
from fulfillment.models import PaperPrint, Parcel
from fulfillment.services import printing
from fulfillment.services.printing import count_parcel_print
from fulfillment.statuses import Paper
from fulfillment.tests.factories import packed_parcel, put_on_shelves
from fulfillment.tests.races.test_claiming import at_once
from orders.tests.factories import open_shop
from tests.races.crowd import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def parcel() -> Parcel:
    shop = open_shop()
    put_on_shelves(shop)
    return packed_parcel(shop)


def printed(parcel: Parcel) -> int:
    return count_parcel_print(parcel_id=parcel.pk, paper=Paper.LABEL, actor=SYSTEM)


def tried(parcel: Parcel) -> str:
    try:
        return str(printed(parcel))
    except IntegrityError:
        return "walled"


def test_two_prints_at_once_are_an_original_and_a_copy(parcel):
    assert sorted(at_once(*(lambda: printed(parcel) for _ in range(2)))) == [1, 2]


def test_without_the_lock_both_take_theirs_for_the_original(parcel, monkeypatch):
    """Negative control: only the database's wall is left, and one of the two is refused by it."""
    both_have_looked = threading.Barrier(2)
    save = PaperPrint.save

    def unlocked(parcel_id):
        return Parcel.objects.get(pk=parcel_id)

    def late(row, *given, **named):
        both_have_looked.wait(timeout=PATIENCE_SECONDS)
        return save(row, *given, **named)

    monkeypatch.setattr(printing, "lock_parcel", unlocked)
    monkeypatch.setattr(PaperPrint, "save", late)
    assert sorted(at_once(*(lambda: tried(parcel) for _ in range(2)))) == ["1", "walled"]
