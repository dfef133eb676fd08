"""Signs of life and counts, kept by the broker; a broker that is away costs a word in the log and nothing more."""

import time

import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from core import counting
from core.broker import broker
from core.counting import counts
from core.errors import Conflict, NotFound
from core.heartbeats import KEY, Heartbeat, heartbeats, own_heartbeat, take_back, tell
from core.service import service


@pytest.fixture(autouse=True)
def _nobody_yet(monkeypatch):
    monkeypatch.setattr(counting, "_paused_until", {"at": 0.0})
    broker().delete(KEY, counting.KEY)


def test_who_tells_is_alive_who_was_killed_falls_silent_and_is_forgotten_and_who_ends_takes_it_back():
    here = own_heartbeat("worker", version="1", what="mail")
    tell(here)
    now = time.time()
    assert [one.is_alive(now) for one in heartbeats()] == [True]
    assert [one.is_alive(now + 40) for one in heartbeats(now=now + 40)] == [False]

    assert heartbeats(now=now + 4000) == []
    assert broker().hlen(KEY) == 0
    tell(here)
    take_back(here)

    assert heartbeats() == []


def test_without_a_broker_nobody_is_known_and_nobody_fails(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    sign = Heartbeat(role="beat", name="m:1", version="1", began=0.0, seen=0.0)

    assert (tell(sign), heartbeats(), counts("conflict")) == (False, None, None)
    counting.count("conflict:x")
    assert counting._paused_until["at"] > time.monotonic()


@pytest.mark.django_db
def test_a_conflict_is_counted_once_however_deep_it_began_and_other_refusals_are_not():
    @service
    def inner(error: Exception) -> None:
        raise error

    @service
    def outer(error: Exception) -> None:
        inner(error)

    deadlock = OperationalError("deadlock")
    deadlock.__cause__ = DeadlockDetected("deadlock")
    for error in (Conflict("Somebody was first."), NotFound("There is none."), deadlock, OperationalError("away")):
        with pytest.raises(type(error)):
            outer(error)

    assert counts("conflict") == {"conflict": 1, "deadlock": 1}
