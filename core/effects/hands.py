"""Who holds a lease: this process, named so that others on the same machine can tell whether it still lives."""

import contextlib
import hashlib
import os
import socket
from functools import lru_cache
from pathlib import Path

PROCESSES = Path("/proc")
OVER = {"Z", "X"}  # killed, but nobody has waited for it yet


def hand() -> str:
    """The name of this process: machine, number and birth."""
    return _name_of(os.getpid())


@lru_cache(maxsize=1)
def _name_of(pid: int) -> str:
    return f"{machine()}:{pid}:{birth_of(pid)}"


@lru_cache(maxsize=1)
def machine() -> str:
    """Changes with the machine, its boot and the container: elsewhere our process numbers mean nothing."""
    words = [socket.gethostname()]
    with contextlib.suppress(OSError):
        words.append((PROCESSES / "sys/kernel/random/boot_id").read_text().strip())
        words.append(str((PROCESSES / "self/ns/pid").readlink()))
    return hashlib.sha256("|".join(words).encode()).hexdigest()[:16]


def is_gone(name: str) -> bool:
    """Whether the process of that name is known to have ended; of other machines nothing is known."""
    where, _, rest = name.partition(":")
    pid, _, birth = rest.partition(":")
    if where != machine() or not pid.isdecimal():
        return False
    return birth_of(int(pid)) != birth


def birth_of(pid: int) -> str:
    """When a living process began, in the kernel's ticks; "-" where that is not told, "" when it has ended."""
    if not PROCESSES.exists():
        return _answer_of(pid)
    try:
        text = (PROCESSES / str(pid) / "stat").read_text()
    except OSError:
        return ""
    # The program's name stands in parentheses and may hold blanks; state is the field after it, birth the 20th.
    fields = text.rpartition(")")[2].split()
    return "" if fields[0] in OVER else fields[19]


def _answer_of(pid: int) -> str:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "-"
    return "-"
