"""Switches that make a simulator misbehave on purpose, a number of times or always."""

import random
import threading
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from simulators.http import NoAnswer, Refused

WIRE_MODES = frozenset(
    {
        "slow",
        "timeout_before",
        "timeout_after",
        "error_before",
        "error_after",
        "wrong_amount",
        "wrong_currency",
        "garbage",
    }
)
WEBHOOK_MODES = frozenset(
    {"answer_twice", "webhook_before", "webhooks_shuffled", "webhooks_duplicated", "webhook_forged", "webhook_never"}
)
# The deed itself is wrong, and every later answer tells so.
DEED_MODES = frozenset({"moves_less", "moves_other_currency"})
DEFAULT_DELAY_SECONDS = {"slow": 2.0, "timeout_before": 30.0, "timeout_after": 30.0, "webhooks_shuffled": 2.0}


@dataclass
class Fault:
    """One switch; ``times`` None means until it is cleared."""

    operation: str
    mode: str
    times: int | None = 1
    delay_seconds: float = 0.0
    probability: float = 1.0
    seed: int | None = None
    hits: int = 0
    # The idempotency keys of the calls it struck, in their order.
    keys: list[str] = field(default_factory=list)
    chance: random.Random = field(default_factory=random.Random, repr=False, compare=False)

    def shown(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "chance"}


class Faults:
    """The switches of one simulator; asked before and after every operation."""

    def __init__(self, *, operations: Iterable[str], modes: Iterable[str]) -> None:
        self.operations, self.modes = frozenset(operations), frozenset(modes)
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, wanted: dict[str, Any]) -> Fault:
        """Set a switch. Raises Refused when the operation, mode or a number makes no sense."""
        fault = self._parsed(wanted)
        with self._lock:
            self._faults.append(fault)
        return fault

    def _parsed(self, wanted: dict[str, Any]) -> Fault:
        operation, mode = str(wanted.get("operation", "any")), str(wanted.get("mode"))
        if operation != "any" and operation not in self.operations:
            raise Refused(422, "unknown_operation", f"Operations are: any, {', '.join(sorted(self.operations))}.")
        if mode not in self.modes:
            raise Refused(422, "unknown_mode", f"Modes are: {', '.join(sorted(self.modes))}.")
        times, seed = wanted.get("times", 1), wanted.get("seed")
        try:
            return Fault(
                operation=operation,
                mode=mode,
                times=None if times is None else int(times),
                delay_seconds=float(wanted.get("delay_seconds", DEFAULT_DELAY_SECONDS.get(mode, 0.0))),
                probability=float(wanted.get("probability", 1.0)),
                seed=seed,
                chance=random.Random(seed),
            )
        except (TypeError, ValueError):
            raise Refused(422, "invalid_number", "times, delay_seconds, probability are numbers.") from None

    def take(self, operation: str, modes: frozenset[str], *, key: str = "") -> Fault | None:
        """The first switch that strikes this operation now, counted as used. A look-up is struck only by name.

        ``key`` is the idempotency key of the call that is struck; the switch remembers it.
        """
        with self._lock:
            for fault in self._faults:
                named = fault.operation == operation or (fault.operation == "any" and operation != "lookup")
                if not named or fault.mode not in modes or fault.times == 0:
                    continue
                if fault.chance.random() >= fault.probability:
                    continue
                fault.hits += 1
                fault.keys += [key] if key else []
                fault.times = fault.times if fault.times is None else fault.times - 1
                return fault
        return None

    def shown(self) -> list[dict[str, Any]]:
        with self._lock:
            return [fault.shown() for fault in self._faults]

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()


def strike_before(fault: Fault | None) -> None:
    """What goes wrong before anything is done. Raises NoAnswer or Refused; nothing has happened then."""
    if fault is None:
        return
    if fault.mode in {"slow", "timeout_before"}:
        time.sleep(fault.delay_seconds)
    if fault.mode == "timeout_before":
        raise NoAnswer
    if fault.mode == "error_before":
        raise Refused(500, "internal_error", "Something went wrong before anything was done.")


def strike_after(fault: Fault | None) -> None:
    """What goes wrong although everything is done. Raises NoAnswer or Refused."""
    if fault is None:
        return
    if fault.mode == "timeout_after":
        time.sleep(fault.delay_seconds)
        raise NoAnswer
    if fault.mode == "error_after":
        raise Refused(500, "internal_error", "Something went wrong.")
