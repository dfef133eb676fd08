"""File locks: the system lets go of them when a process ends, however it ends."""

import fcntl
import os
import time
from pathlib import Path

PAUSE_SECONDS = 0.05


class Lock:
    """One lock file, held shared or alone until released."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.handle: int | None = None

    def hold(self, *, alone: bool, patience: float = 0.0) -> bool:
        """True once held; False when others kept it for ``patience`` seconds."""
        if self.handle is None:
            self.handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        end = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(self.handle, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= end:
                    return False
                time.sleep(PAUSE_SECONDS)
            else:
                return True

    def release(self) -> None:
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None


def is_held(path: Path) -> bool:
    """Whether some process holds the lock alone."""
    if not path.exists():
        return False
    probe = Lock(path)
    free = probe.hold(alone=False)
    probe.release()
    return not free


def is_shared(path: Path) -> bool:
    """Whether processes hold the lock together; one that holds it alone shares nothing.

    Asked in this order, because one who holds it alone for good may have taken it between the two questions.
    """
    probe = Lock(path)
    alone = probe.hold(alone=True)
    probe.release()
    return not alone and not is_held(path)
