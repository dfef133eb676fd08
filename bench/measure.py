"""How a figure is taken: some processes, some seconds, a floor beside it."""

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connections


@dataclass(frozen=True)
class Figure:
    """One line of the result. ``ratio`` is value / floor; ``statements`` per unit of work where counted."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    statements: int | None = None

    def as_row(self) -> dict[str, Any]:
        ratio = round(self.value / self.floor, 3) if self.floor else None
        return {**asdict(self), "value": round(self.value, 1), "ratio": ratio}


def rate(work: Callable[[], int], *, processes: int, seconds: float) -> float:
    """Units of ``work`` per second over all processes; each call tells how many units it did."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    counts = context.Queue()
    workers = [context.Process(target=_loop, args=(work, seconds, counts)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    done = sum(counts.get(timeout=seconds + 60) for _ in workers)
    for worker in workers:
        worker.join()
    return done / seconds


def _loop(work: Callable[[], int], seconds: float, counts: "multiprocessing.Queue[int]") -> None:
    work()
    end, done = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        done += work()
    connections.close_all()
    counts.put(done)
