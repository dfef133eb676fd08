"""The books' promises are only worth something if breaking one is seen."""

import pytest
from django.db import connection, transaction

from core.audit.registry import promises
from core.audit.runner import check
from tests.promises.books import walk
from tests.promises.corruptions import CORRUPTIONS

pytestmark = pytest.mark.django_db


def broken() -> dict[str, list]:
    return {one.name: found.sample for one in promises() if (found := check(one)).violations}


def violations_after(name: str, corruption: str) -> int:
    """How often the promise is broken once the corruption ran, behind every guard; all undone again."""
    promise = next(one for one in promises() if one.name == name)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(corruption)
        found = check(promise).violations
        transaction.set_rollback(True)
    return found


def test_every_promise_has_a_corruption_and_every_corruption_a_promise():
    assert set(CORRUPTIONS) ^ {one.name for one in promises()} == set()


def test_sound_books_break_no_promise_and_each_corruption_is_caught(carrier_url):
    walk(carrier_url)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert broken() == {}

    found = {one.name: violations_after(one.name, CORRUPTIONS[one.name]) for one in promises()}

    assert [name for name, count in found.items() if count == 0] == []
    assert broken() == {}
