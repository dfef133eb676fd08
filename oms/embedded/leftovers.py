"""Processes of ours that outlived a supervisor killed without warning."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from oms.embedded.children import MARK

PROC = Path("/proc")


def processes_marked(mark: str) -> list[int]:
    """Ids of the living processes whose environment carries ``mark``; only our own starts set it."""
    wanted = f"{MARK}={mark}"
    found = linux_processes(wanted) if (PROC / "self/environ").exists() else other_processes(wanted)
    return [pid for pid in found if pid != os.getpid()]


def linux_processes(wanted: str) -> list[int]:
    found = []
    for folder in PROC.iterdir():
        if folder.name.isdecimal():
            with contextlib.suppress(OSError):
                if wanted.encode() in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
    return found


def other_processes(wanted: str) -> list[int]:
    answer = subprocess.run(["ps", "-axwwE", "-o", "pid=,command="], capture_output=True, text=True, check=False)
    rows = (line.split() for line in answer.stdout.splitlines())
    return [int(words[0]) for words in rows if wanted in words]


def stop_marked(mark: str, *, patience: float = 5.0) -> list[int]:
    """End every process with ``mark``, kindly and then not; the ids that were found."""
    found = processes_marked(mark)
    send(found, signal.SIGTERM)
    wait_for_end(found, patience=patience)
    send([pid for pid in found if alive(pid)], signal.SIGKILL)
    return found


def wait_for_end(pids: Iterable[int], *, patience: float = 15.0) -> None:
    end = time.monotonic() + patience
    while any(alive(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.02)


def processes_in(folder: Path) -> list[int]:
    """Ids of the living processes that work in ``folder``, where the system can tell."""
    found = []
    for entry in PROC.glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if entry.readlink() == folder:
                found.append(int(entry.parent.name))
    return found


def send(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def alive(pid: int) -> bool:
    """Whether ``pid`` still does anything; a finished process nobody has waited for does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with contextlib.suppress(OSError, IndexError):
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True


def command_of(pid: int) -> str:
    """The command line of a living process, empty when there is none to see."""
    with contextlib.suppress(OSError):
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    answer = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return answer.stdout.strip()
