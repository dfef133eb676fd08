"""Many at once, each on a real connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, connections

PATIENCE_SECONDS = 60.0


def all_at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run every act in a thread, connected and started together; results and exceptions in the order given."""
    start = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE_SECONDS)
            results[index] = act()
        except Exception as error:  # noqa: BLE001 - what went wrong is the result under test
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
