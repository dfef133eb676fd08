"""A rival at the exact line: it acts on a connection of its own before or after a named call."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from tests.races.hands import PATIENCE_SECONDS, Hand


class Rival:
    """Somebody else who acts once; ``result`` is what came of it."""

    def __init__(self, hand: Hand, act: Callable[[], Any]) -> None:
        self.hand, self.act = hand, act
        self.started: Future[Any] | None = None

    def start(self) -> None:
        """Act now; give up waiting, not acting, when a lock of the other stands in the way."""
        self.started = self.hand.go_as_far_as_possible(self.act)

    @property
    def result(self) -> Any:
        assert self.started is not None, "The named call was never made."
        return self.started.result(PATIENCE_SECONDS)


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
