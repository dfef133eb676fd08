"""A rival at the exact line: it acts on a connection of its own before or after a named call."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from core.errors import OmsError

STUCK_SECONDS = 0.6


class Rival:
    """Somebody else who acts once; ``result`` is what came of it."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self.act, self.result, self.thread = act, None, threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            self.result = self.act()
        except OmsError as error:
            self.result = error
        except Exception as error:  # noqa: BLE001 - what went wrong is the result under test
            self.result = error
        finally:
            connections.close_all()

    def start(self) -> None:
        """Act now; give up waiting, not acting, when a lock of the other stands in the way."""
        self.thread.start()
        self.thread.join(STUCK_SECONDS)


def before(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, rival: Rival) -> None:
    """The rival acts just before ``place.name`` is called for the first time by anyone else."""
    _inject(monkeypatch, place, name, rival, is_after=False)


def after(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, rival: Rival) -> None:
    """The rival acts when ``place.name`` has returned for the first time to anyone else."""
    _inject(monkeypatch, place, name, rival, is_after=True)


def _inject(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, rival: Rival, *, is_after: bool) -> None:
    real, turn = getattr(place, name), threading.Lock()

    def injected(*args: Any, **kwargs: Any) -> Any:
        is_first = turn.acquire(blocking=False)
        if is_first and not is_after:
            rival.start()
        found = real(*args, **kwargs)
        if is_first and is_after:
            rival.start()
        return found

    monkeypatch.setattr(place, name, injected)
