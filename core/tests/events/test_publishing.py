"""Facts become lines of the timeline and effects, in the caller's transaction."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError

from core.actors import SYSTEM, Actor
from core.errors import NotPermitted
from core.events import Publication, publish, publish_many
from core.models import Effect, Event, EventNote
from core.services.archive_events import archive_events
from core.tests.facts import SomethingHappened, SomethingQuiet
from tests.races.hands import PATIENCE_SECONDS, Hand

REP = Actor(kind="user", reference="7")


@pytest.mark.django_db
def test_a_fact_is_one_event_and_one_effect_per_subscriber():
    publish(SomethingHappened(order_id=5, word="hi"), actor=REP, changes={"state": ["a", "b"]}, note="because")

    event = Event.objects.get()
    assert (event.order_id, event.seq, event.name, event.actor) == (5, 1, "tests.happened", "user:7")
    assert event.data == {"word": "hi", "changes": {"state": ["a", "b"]}}
    assert EventNote.objects.get(event=event).text == "because"
    assert set(Effect.objects.values_list("task", "priority", "order_id")) == {
        ("core.tests.doing.note_down", 0, 5),
        ("core.tests.doing.note_in_mail", 0, 5),
    }


@pytest.mark.django_db
def test_the_system_waits_behind_a_person():
    publish(SomethingHappened(order_id=5), actor=SYSTEM)

    assert set(Effect.objects.values_list("priority", flat=True)) == {5}


@pytest.mark.django_db
def test_a_quiet_fact_is_no_line_of_the_timeline_and_the_same_key_is_one_effect():
    publish(SomethingQuiet(order_id=5), actor=SYSTEM)
    publish(SomethingQuiet(order_id=5), actor=SYSTEM)

    assert not Event.objects.exists()
    assert Effect.objects.get().key == "core.tests.doing.crash:always the same"


@pytest.mark.django_db
def test_many_facts_of_many_orders_count_per_order_in_two_statements(django_assert_num_queries):
    orders = [1, 2, 1, 1, 2]
    told = [Publication(fact=SomethingHappened(order_id=order_id), actor=SYSTEM) for order_id in orders]

    with django_assert_num_queries(2, connection=connection):
        publish_many(told)

    assert list(Event.objects.order_by("id").values_list("order_id", "seq")) == [(1, 1), (2, 1), (1, 2), (1, 3), (2, 2)]


@pytest.mark.django_db
def test_each_note_stays_with_its_own_event():
    told = [
        Publication(fact=SomethingHappened(order_id=order_id), actor=SYSTEM, note=note)
        for order_id, note in ((2, "two"), (1, ""), (1, "one"))
    ]

    publish_many(told)

    notes = EventNote.objects.values_list("event__order_id", "event__seq", "text")
    assert set(notes) == {(2, 1, "two"), (1, 2, "one")}


@pytest.mark.django_db
def test_an_event_may_have_happened_earlier():
    at = datetime(2011, 1, 4, 10, tzinfo=UTC)
    publish_many([Publication(fact=SomethingHappened(order_id=1), actor=SYSTEM, at=at)])

    assert Event.objects.get().at == at


def publish_ten(barrier: threading.Barrier, failures: list[Exception]) -> None:
    try:
        barrier.wait(timeout=PATIENCE_SECONDS)
        for _ in range(10):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(5)")
                publish(SomethingHappened(order_id=5), actor=SYSTEM)
    except IntegrityError as error:
        failures.append(error)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_connections_under_the_orders_lock_number_their_events_without_a_gap():
    barrier, failures = threading.Barrier(2), []
    threads = [threading.Thread(target=publish_ten, args=(barrier, failures)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE_SECONDS)

    assert failures == []
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 21))


def publish_once() -> None:
    with transaction.atomic():
        publish(SomethingHappened(order_id=5), actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_race_is_there_and_the_constraint_refuses_the_double():
    other = Hand()
    with transaction.atomic():
        publish(SomethingHappened(order_id=5), actor=SYSTEM)
        told = other.go_as_far_as_possible(publish_once)
    failure = told.result(PATIENCE_SECONDS)
    other.close()

    assert isinstance(failure, IntegrityError)
    assert list(Event.objects.values_list("seq", flat=True)) == [1]


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE core_event SET name = 'x'", "DELETE FROM core_event"])
def test_what_was_told_stays_told(change):
    publish(SomethingHappened(order_id=5), actor=SYSTEM)

    with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
        connection.cursor().execute(change)

    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_the_archive_is_the_one_door_and_shuts_behind_itself():
    publish(SomethingHappened(order_id=5), actor=SYSTEM, note="because")
    publish(SomethingHappened(order_id=6), actor=SYSTEM)

    assert archive_events(order_ids=[5], actor=SYSTEM) == 1

    assert Event.objects.get().order_id == 6
    assert not EventNote.objects.exists()
    with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
        Event.objects.all().delete()


@pytest.mark.django_db
def test_nobody_archives_without_the_right():
    publish(SomethingHappened(order_id=5), actor=SYSTEM)

    with pytest.raises(NotPermitted):
        archive_events(order_ids=[5], actor=REP)

    assert Event.objects.count() == 1
