"""Somebody at a connection of their own, who does what they are told, and can be seen waiting for a lock."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection, connections

PATIENCE_SECONDS = 60.0
WAITS = "SELECT cardinality(pg_blocking_pids(%s)) > 0"


def outcome_of(act: Callable[[], Any]) -> Any:
    """What came of it: the result, or what was raised."""
    try:
        return act()
    except Exception as error:  # noqa: BLE001 - what went wrong is the result under test
        return error


class Hand:
    """One thread with one real connection, kept for many acts."""

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(max_workers=1)
        self.pid = self.thread.submit(_backend).result()

    def start(self, act: Callable[[], Any]) -> "Future[Any]":
        return self.thread.submit(outcome_of, act)

    def close(self) -> None:
        self.thread.submit(connections.close_all).result()
        self.thread.shutdown()

    def go_as_far_as_possible(self, act: Callable[[], Any]) -> "Future[Any]":
        """Start it and come back when it is done or stands before a lock that somebody else holds."""
        started = self.start(act)
        end = time.monotonic() + PATIENCE_SECONDS
        while not started.done() and not _stands(self.pid):
            assert time.monotonic() < end, "It neither ended nor waits for a lock."
            time.sleep(0.001)
        return started


def at_once(hands: list[Hand], acts: list[Callable[[], Any]]) -> list[Any]:
    """Every hand does its act, started together; what came of each."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait(PATIENCE_SECONDS)
        return act()

    started = [hand.start(lambda act=act: run(act)) for hand, act in zip(hands, acts, strict=True)]
    return [one.result(PATIENCE_SECONDS) for one in started]


def _backend() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def _stands(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITS, [pid])
        return bool(cursor.fetchone()[0])
