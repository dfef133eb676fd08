"""Who leaves last waits for the services' end: the locks tell who is there, however slow the others are."""

import threading
import time

from oms.embedded.client import Client
from oms.embedded.locks import Lock, is_held, is_shared


def held(path, *, alone):
    lock = Lock(path)
    assert lock.hold(alone=alone)
    return lock


def test_a_lock_is_shared_only_while_somebody_holds_it_with_others(tmp_path):
    path = tmp_path / "lock"
    assert not is_shared(path)
    together = held(path, alone=False)
    assert is_shared(path)
    together.release()
    alone = held(path, alone=True)
    assert not is_shared(path)
    alone.release()


def test_the_last_one_waits_for_a_keeper_who_is_slow_to_notice(places):
    """A keeper on a busy machine takes longer to say that it stops than it once was given."""
    places.make()
    keeper = held(places.holder_lock, alone=True)
    client = Client(places)
    assert client.claim.hold(alone=False)
    threading.Timer(1.2, keeper.release).start()
    client.release(patience=10)
    assert not is_held(places.holder_lock)


def test_who_is_not_the_last_does_not_wait(places):
    places.make()
    keeper, other = held(places.holder_lock, alone=True), held(places.clients_lock, alone=False)
    client = Client(places)
    assert client.claim.hold(alone=False)
    begun = time.monotonic()
    client.release(patience=10)
    assert time.monotonic() - begun < 5
    other.release()
    keeper.release()
