"""Processes that end with us: started with a mark, a log file and a signal for the case of our own death."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

MARK = "OMS_EMBEDDED_MARK"
LARGEST_LOG = 8 * 1024 * 1024
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """One process: how to start it, how to ask whether it answers, how to stop it."""

    name: str
    argv: list[str]
    log: Path
    mark: str
    stop_signal: signal.Signals = signal.SIGTERM
    user: int | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], None] | None = None
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it in a process group of its own, so that a Ctrl-C reaches it only through us."""
        if self.before is not None:
            self.before()
        with open_log(self.log) as log:
            self.process = subprocess.Popen(
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environ, MARK: self.mark},
                process_group=0,
                preexec_fn=end_with_parent(self.stop_signal),  # noqa: PLW1509  # one system call, no lock taken
                **as_user(self.user),  # type: ignore[call-overload]
            )

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def ended_with(self) -> int | None:
        return None if self.process is None else self.process.poll()

    def signal(self, number: signal.Signals) -> None:
        if self.running and self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(number)

    def kill_group(self) -> None:
        """End it and whatever it started, at once."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def end_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """What a new child does before it becomes its program: ask for ``number`` when its parent dies (Linux)."""
    if LIBC is None:
        return None
    parent = os.getpid()

    def ask() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it died between the fork and the question
            os._exit(1)

    return ask


def as_user(user: int | None) -> dict[str, object]:
    return {} if user is None else {"user": user, "group": user, "extra_groups": []}


def open_log(path: Path) -> "contextlib.AbstractContextManager[object]":
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab", buffering=0)


def stop_all(children: Iterable[Child], *, patience: float) -> None:
    """Ask all at once, wait, then end what did not listen, together with what it started."""
    asked = [child for child in children if child.process is not None]
    for child in asked:
        child.signal(child.stop_signal)
    end = time.monotonic() + patience
    while any(child.running for child in asked) and time.monotonic() < end:
        time.sleep(0.05)
    for child in asked:
        child.kill_group()
        if child.process is not None:
            child.process.wait()
