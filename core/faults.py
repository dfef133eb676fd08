"""Failpoints: named places where a test may make the process fail. Free when off.

``OMS_FAULTS="capture.after_call=kill:1,label.before=raise:2"`` arms them for a process; tests
use ``arm`` directly. ``kill`` dies as ``kill -9`` would; ``raise`` throws FaultInjected;
``sleep`` waits for ten seconds. The number is how many times; ``OMS_FAULTS_ONCE_DIR`` makes a
shot count once over all processes by creating a file of its name there.
"""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

_armed: dict[str, Callable[[], None]] = {}


class FaultInjected(Exception):
    """A failpoint was told to fail here."""


def hit(name: str) -> None:
    """Mark a place where a process may die; does nothing unless armed."""
    if _armed:
        action = _armed.get(name)
        if action is not None:
            action()


def arm(name: str, action: Callable[[], None]) -> None:
    _armed[name] = action


def disarm(name: str | None = None) -> None:
    if name is None:
        _armed.clear()
    else:
        _armed.pop(name, None)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _raise() -> None:
    raise FaultInjected("a failpoint was armed here")


def _sleep() -> None:
    time.sleep(10)


_ACTIONS: dict[str, Callable[[], None]] = {"kill": _kill, "raise": _raise, "sleep": _sleep}


def _limited(name: str, action: Callable[[], None], times: int) -> Callable[[], None]:
    left = [times]
    once_dir = os.environ.get("OMS_FAULTS_ONCE_DIR")

    def shoot() -> None:
        if once_dir:
            for shot in range(times):
                try:
                    Path(once_dir, f"{name}.{shot}").touch(exist_ok=False)
                except FileExistsError:
                    continue
                action()
                return
        elif left[0] > 0:
            left[0] -= 1
            action()

    return shoot


def arm_from_environment(text: str | None = None) -> None:
    """Arm what ``OMS_FAULTS`` names. Raises ValueError for an unknown action."""
    for entry in filter(None, (text if text is not None else os.environ.get("OMS_FAULTS", "")).split(",")):
        name, _, order = entry.partition("=")
        kind, _, times = order.partition(":")
        if kind not in _ACTIONS:
            raise ValueError(f"OMS_FAULTS: {kind!r} is not one of {', '.join(_ACTIONS)}.")
        arm(name, _limited(name, _ACTIONS[kind], int(times or 1)))


arm_from_environment()
