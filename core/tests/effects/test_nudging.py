"""One broker message per transaction and queue; a broker that is gone costs nothing."""

import time

import pytest
from celery import current_app
from django.db import transaction

from core.models import Effect
from core.tests.factories import due_effect
from oms.embedded.valkey import DATABASES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def own_corner(monkeypatch):
    """A corner of the broker where nobody else speaks: a clock that another test left behind would be counted, too."""
    head, _, here = current_app.conf.broker_url.rpartition("virtual_host=")
    assert head, current_app.conf.broker_url
    monkeypatch.setenv("CELERY_BROKER_URL", f"{head}virtual_host={DATABASES - 1 - int(here)}")
    current_app._after_fork()  # forget the connections to the broker before
    yield
    monkeypatch.undo()
    current_app._after_fork()


@pytest.fixture
def waiting(own_corner):
    """How many messages wait in a queue of the real broker."""
    with current_app.connection_for_read() as broker:
        channel = broker.default_channel

        def count(queue: str) -> int:
            return channel._size(queue)

        for queue in ("default", "mail"):
            channel._purge(queue)
        yield count
        for queue in ("default", "mail"):
            channel._purge(queue)


def test_many_effects_of_one_transaction_send_one_message_per_queue(waiting):
    with transaction.atomic():
        due_effect()
        due_effect()
        due_effect("note_in_mail", queue="mail")
        assert waiting("default") == 0

    assert (waiting("default"), waiting("mail")) == (1, 1)


def test_two_transactions_send_two(waiting):
    due_effect()
    due_effect()

    assert waiting("default") == 2


def test_what_is_rolled_back_sends_nothing(waiting):
    with transaction.atomic():
        due_effect()
        transaction.set_rollback(True)

    assert waiting("default") == 0


def test_a_rolled_back_savepoint_does_not_swallow_the_nudge_of_what_stays(waiting):
    with transaction.atomic():
        due_effect()
        with transaction.atomic():
            due_effect("note_in_mail", queue="mail")
            transaction.set_rollback(True)

    assert (waiting("default"), waiting("mail")) == (1, 0)


def test_a_broker_that_is_gone_loses_nothing_and_refuses_nothing(waiting, monkeypatch, caplog):
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    current_app._after_fork()  # forget the connections to the living one

    began = time.monotonic()
    effect = due_effect()

    assert time.monotonic() - began < 1.5
    assert "Broker not reachable" in caplog.text
    assert Effect.objects.get(pk=effect.pk).state == "due"
    monkeypatch.undo()
    current_app._after_fork()
