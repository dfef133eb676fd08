"""Pages of a long list begin at a row: none is skipped, none shown twice, and nothing is counted."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.admin.keyset.cursor import Place, rows_after
from core.admin.keyset.jumping import last_before
from core.admin.keyset.sorting import order_of
from core.models import Effect, Event

pytestmark = pytest.mark.django_db

EVENTS = reverse("admin:core_event_changelist")
SIZE = 50


@pytest.fixture
def office(client):
    client.force_login(User.objects.create_superuser("lead"))
    return client


def events(count: int, *, first: int = 0) -> list[int]:
    began = timezone.now() - timedelta(days=count)
    made = Event.objects.bulk_create(
        Event(order_id=number, seq=1, name="orders.placed", actor="system", at=began + timedelta(days=number))
        for number in range(first, first + count)
    )
    return [event.pk for event in made]


def keys_on(page) -> list[int]:
    return [row.pk for row in page.context["cl"].result_list]


def link(page, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page.content.decode())
    return EVENTS + found[1].replace("&amp;", "&") if found else ""


def test_pages_forward_and_back_show_every_row_once_while_rows_come_in(office):
    keys = events(2 * SIZE + 5)[::-1]
    first = office.get(EVENTS)
    events(3, first=1000)

    second = office.get(link(first, "next"))
    third = office.get(link(second, "next"))
    back = office.get(link(third, "prev"))

    assert keys_on(first) + keys_on(second) + keys_on(third) == keys
    assert keys_on(back) == keys_on(second)
    assert (link(first, "prev"), link(third, "next")) == ("", "")


def test_a_page_far_down_is_neither_counted_nor_skipped_to(office):
    events(3 * SIZE)
    address = link(office.get(link(office.get(EVENTS), "next")), "next")

    with CaptureQueriesContext(
        connection,
    ) as asked:
        office.get(address)

    assert [query["sql"] for query in asked if re.search(r"\bCOUNT\(|\bOFFSET\b|\bDISTINCT\b", query["sql"])] == []


def test_filters_begin_anew_and_acts_keep_the_page(office):
    events(2 * SIZE)
    page = office.get(f"{link(office.get(EVENTS), 'next')}&name=orders.placed")

    assert "after=" not in page.context["cl"].get_query_string({"name": "orders.placed"})
    assert "name=orders.placed" in link(page, "prev")


def test_one_goes_straight_to_a_day_or_a_number(office):
    keys = events(2 * SIZE)
    day = Event.objects.get(pk=keys[40]).at.date()

    at_the_day = office.get(f"{EVENTS}?from={day.isoformat()}")
    at_the_number = office.get(f"{EVENTS}?from={keys[70]}")
    nowhere = office.get(f"{EVENTS}?from=the moon")

    assert keys_on(at_the_day)[0] == keys[40]
    assert keys_on(at_the_number)[0] == keys[70]
    assert keys_on(nowhere)[0] == keys[-1]
    assert "nothing called “the moon”" in nowhere.content.decode()


def test_the_last_row_before_a_moment_is_found_by_halving_the_keys():
    keys = events(37)
    moments = dict(Event.objects.values_list("pk", "at"))

    found = [last_before(Event, moments[key] + timedelta(hours=1), moment="at") for key in keys]

    assert found == keys
    assert last_before(Event, moments[keys[0]], moment="at") == keys[0] - 1


@pytest.mark.parametrize("sign", ["", "-"])
def test_rows_without_a_value_are_paged_where_the_database_sorts_them(sign):
    now = timezone.now()
    for number in range(12):
        finished = None if number % 3 == 0 else now + timedelta(seconds=number // 2)
        Effect.objects.create(
            task="t", queue="bulk", key=f"k-{number}", state="dead", order_id=None, finished_at=finished
        )
    order = order_of(Effect, [f"{sign}order_id"])
    Effect.objects.filter(finished_at=None).update(order_id=7)
    whole = list(Effect.objects.order_by(*order.names))

    found, place = [], None
    while rows := rows_after(Effect.objects.all(), place, order=order, most=5):
        found += rows
        place = order.place_of(rows[-1])
    back = rows_after(Effect.objects.all(), order.place_of(whole[7]), order=order.reversed(), most=5)

    assert found == whole
    assert back == whole[6:1:-1]


@pytest.mark.parametrize(
    "token", ["x", "W0luZmluaXR5LDFd", "WzEsbnVsbF0", "W10", "WzEsMiwzXQ", "bnVsbA", "WyJhIiwiYiJd", "%00", "9" * 500]
)
def test_an_address_somebody_made_up_shows_the_beginning(office, token):
    keys = events(3)

    assert keys_on(office.get(EVENTS, {"after": token})) == keys[::-1]


def test_going_back_to_where_nothing_is_any_more_shows_the_beginning(office):
    keys = events(3)
    before_all = Place(keys[-1], keys[-1]).token()

    page = office.get(EVENTS, {"before": before_all})

    assert keys_on(page) == keys[::-1]
    assert keys_on(office.get(EVENTS, {"from": "9999-12-31"})) == keys[::-1]
