"""PostgreSQL and Valkey as children: shared, kept while used, gone afterwards, back after a kill."""

import json
import os
import stat
import threading

import psycopg
import pytest
import redis

from oms.embedded.client import Client
from oms.embedded.errors import EmbeddedError
from oms.embedded.leftovers import processes_marked
from oms.embedded.locks import is_held
from oms.embedded.postgres import postgres_pid
from tests.embedded.conftest import kill, wait_until

SERVERS = ["postgres", "valkey"]


def holder_pid(places) -> int:
    return json.loads(places.services_file.read_text())["pid"]


def works(environment: dict[str, str]) -> bool:
    with psycopg.connect(environment["DATABASE_URL"], connect_timeout=2) as connection:
        connection.execute("SELECT 1")
    return redis.from_url(environment["REDIS_URL"]).ping()


def came_back(environment: dict[str, str]) -> bool:
    try:
        return works(environment)
    except (psycopg.OperationalError, redis.RedisError):
        return False


def test_services_answer_and_end_with_their_last_user(places):
    first, second = Client(places, throwaway=True), Client(places, throwaway=True)
    environment = first.acquire(SERVERS)
    assert second.acquire(SERVERS) == environment
    assert works(environment)

    first.release(patience=1)
    assert works(environment)

    second.release(patience=10)
    assert not is_held(places.holder_lock)
    assert not places.sockets.exists()
    assert not places.data.exists()


def test_many_starting_at_once_share_one_set_of_services(places):
    clients = [Client(places, throwaway=True) for _ in range(5)]
    found: list[dict[str, str]] = []
    threads = [threading.Thread(target=lambda c=client: found.append(c.acquire(SERVERS))) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 5
    assert all(environment == found[0] for environment in found)
    assert works(found[0])
    for client in clients:
        client.release(patience=10)


def test_sockets_are_reachable_by_their_owner_alone(places):
    client = Client(places, throwaway=True)
    client.acquire(SERVERS)
    assert stat.S_IMODE(places.sockets.stat().st_mode) == 0o700
    assert not places.sockets.is_relative_to(places.data)
    client.release(patience=10)


@pytest.mark.fault
def test_data_is_found_again_after_everything_was_killed(places):
    client = Client(places)
    environment = client.acquire(SERVERS)
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 41 AS answer")
    redis.from_url(environment["REDIS_URL"]).set("kept", "42")

    kill([holder_pid(places), *processes_marked(f"{places.token}:services")])
    client.release()
    again = Client(places)
    environment = again.acquire(SERVERS)

    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (41,)
    assert redis.from_url(environment["REDIS_URL"]).get("kept") == b"42"
    again.release(patience=10)


@pytest.mark.fault
@pytest.mark.skipif(not os.path.exists("/proc"), reason="only Linux tells a child that its parent died")
def test_services_end_when_their_keeper_is_killed(places):
    client = Client(places, throwaway=True)
    client.acquire(SERVERS)
    mark = f"{places.token}:services"
    assert processes_marked(mark)

    kill([holder_pid(places)])

    assert wait_until(lambda: not processes_marked(mark), seconds=10)
    client.release()


@pytest.mark.fault
def test_a_killed_server_comes_back_at_the_same_address(places):
    client = Client(places, throwaway=True)
    environment = client.acquire(SERVERS)

    kill([postgres_pid(places.database_home)])

    assert wait_until(lambda: came_back(environment), seconds=20)
    client.release(patience=10)


def test_running_services_that_lack_one_are_refused_in_one_sentence(places):
    client = Client(places, throwaway=True)
    client.acquire(["valkey"])
    with pytest.raises(EmbeddedError, match="without postgres: set DATABASE_URL"):
        Client(places, throwaway=True).acquire(SERVERS)
    client.release(patience=10)
