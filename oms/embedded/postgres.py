"""A real PostgreSQL as a child, reachable through one private socket only."""

import os
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from oms.embedded.binaries import postgres_programs
from oms.embedded.children import Child, as_user
from oms.embedded.errors import EmbeddedError
from oms.embedded.leftovers import alive, command_of, processes_in, send, wait_for_end
from oms.embedded.places import Places, make_private_folder, run_user

ROLE = "oms"
DATABASE = "oms"
SETTINGS = {
    "max_connections": "300",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
    # Whoever meant to wait for a lock for a minute has a bug; the log then shows both sides.
    "log_lock_waits": "on",
}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "log_min_messages": "panic"}


def postgres(places: Places, *, mark: str, throwaway: bool) -> Child:
    """The server of ``places``; a throw-away one forgets its data when the machine loses power."""
    home, user = places.database_home, run_user()
    programs = postgres_programs(user=user)
    settings = {**SETTINGS, **(CARELESS if throwaway else {})}

    def before() -> None:
        if not (home / "PG_VERSION").exists():
            make_cluster(home, programs=programs, user=user, throwaway=throwaway)
        ensure_ours(home)
        stop_leftover(home)
        for note in places.sockets.glob(".s.PGSQL.*"):
            note.unlink()

    return Child(
        name="postgres",
        argv=[
            str(programs / "postgres"),
            *("-D", str(home), "-k", str(places.sockets), "-h", ""),
            *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
        ],
        log=places.logs / "postgres.log",
        mark=mark,
        stop_signal=signal.SIGINT,
        user=user,
        before=before,
    )


def database_url(places: Places, *, name: str = DATABASE) -> str:
    return f"postgresql://{ROLE}@/{name}?host={places.sockets}"


def make_cluster(home: Path, *, programs: Path, user: int | None, throwaway: bool) -> None:
    """Create an empty cluster. Raises EmbeddedError with PostgreSQL's own last words."""
    for folder in reversed(home.parents):
        if not folder.exists():
            folder.mkdir(mode=0o711)
    unfinished = home.with_name(f"{home.name}.new")
    if unfinished.exists():
        subprocess.run(["rm", "-rf", str(unfinished)], check=True)
    make_private_folder(unfinished, owner=user)
    answer = subprocess.run(
        [
            str(programs / "initdb"),
            *("-D", str(unfinished), "-U", ROLE, "--auth=trust", "--encoding=UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            *(["--no-sync"] if throwaway else []),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        **as_user(user),  # type: ignore[call-overload]
    )
    if answer.returncode:
        words = (answer.stderr or answer.stdout).strip().splitlines() or ["no reason given"]
        raise EmbeddedError(f"PostgreSQL could not create its data folder {home}: {words[-1]}.")
    unfinished.replace(home)


def ensure_ours(home: Path) -> None:
    owner = run_user() if os.geteuid() == 0 else os.geteuid()
    if home.stat().st_uid != owner:
        raise EmbeddedError(f"The database in {home} was made by another user: set OMS_DATA_DIR, or remove it.")


def stop_leftover(home: Path) -> None:
    """End a server that outlived its supervisor; forget the note of one that did not.

    PostgreSQL itself trusts the note as long as the number in it belongs to anything, be it a stranger or a dead
    process nobody has waited for, as is usual in a container.
    """
    pid = postgres_pid(home)
    if pid is None:
        return
    if alive(pid) and str(home) in command_of(pid):
        send([pid], signal.SIGINT)
        wait_for_end([pid])
        if alive(pid):
            send([pid], signal.SIGQUIT)
        return
    orphans = processes_in(home)
    wait_for_end(orphans)
    send([orphan for orphan in orphans if alive(orphan)], signal.SIGKILL)
    (home / "postmaster.pid").unlink(missing_ok=True)


def postgres_pid(home: Path) -> int | None:
    """The number a server noted in its data folder, whether or not it still lives."""
    try:
        return int((home / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def answers(places: Places) -> bool:
    """Whether it takes connections; makes the database the first time."""
    try:
        with psycopg.connect(database_url(places, name="postgres"), autocommit=True, connect_timeout=2) as connection:
            row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if row is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    except psycopg.OperationalError:
        return False
    return True
