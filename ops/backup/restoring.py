"""Restore a backup beside everything else: a server of its own, on another port, that nobody but us can reach."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from oms.embedded.children import as_user, end_with_parent
from oms.embedded.places import make_private_folder
from ops.backup.errors import BackupError
from ops.backup.files import damage_of_files
from ops.backup.place import Place
from ops.backup.programs import Programs
from ops.backup.taking import Backup

MOST_TOLD = 5
PATIENCE_SECONDS = 3600.0
STOP_SECONDS = 60.0
# Nothing of the server it came from reaches out: no archive, no replica, no address, no library of its own.
SETTINGS = {
    "listen_addresses": "", "archive_mode": "off", "ssl": "off", "logging_collector": "off", "hot_standby": "off",
    "shared_preload_libraries": "", "primary_conninfo": "", "shared_buffers": "128MB", "fsync": "off", "jit": "off",
    "log_min_messages": "fatal", "timezone": "UTC", "log_timezone": "UTC",
}  # fmt: skip


@contextmanager
def restored(backup: Backup, programs: Programs) -> Iterator[Place]:
    """The restored database, for as long as it is needed; then its server is stopped and its files are removed.

    Raises BackupError when the files are damaged or the server does not come up with them.
    """
    root = Path(tempfile.mkdtemp(prefix="oms-drill-", dir=None)).resolve()
    root.chmod(0o711)
    try:
        home = root / "data"
        if backup.told["method"] == "base":
            bring_back_files(backup, programs, home)
        else:
            make_empty(programs, home)
        with serving(programs, home, root=root, user=str(backup.told["user"])) as place:
            if backup.told["method"] == "dump":
                bring_back_rows(backup, programs, place)
            yield Place(place.host, place.port, place.user, "", str(backup.told["database"]))
    finally:
        shutil.rmtree(root, ignore_errors=True)


def bring_back_files(backup: Backup, programs: Programs, home: Path) -> None:
    """A copy of the backed up files, looked at by the checksums that were taken with them."""
    damage = damage_of_files(backup.data)
    if damage:
        raise BackupError(" ".join(damage[:MOST_TOLD]))
    make_private_folder(home, owner=programs.user)
    shutil.copytree(backup.data, home, dirs_exist_ok=True, symlinks=True)
    for name in ("standby.signal", "recovery.signal", "postmaster.pid"):
        (home / name).unlink(missing_ok=True)
    # Its own list of who may connect may ask for passwords, or lie elsewhere; the folder of the socket is closed.
    (home / "pg_hba.conf").write_text("local all all trust\n")
    for name in ("pg_ident.conf", "postgresql.conf"):
        if not (home / name).exists():
            (home / name).write_text("")
    hand_over(home, programs.user)


def hand_over(home: Path, user: int | None) -> None:
    """Everything below belongs to whom the server runs as, and to nobody else."""
    home.chmod(0o700)
    if user is None:
        return
    for folder, _, files in os.walk(home):
        for path in (folder, *(os.path.join(folder, name) for name in files)):
            os.chown(path, user, user, follow_symlinks=False)


def make_empty(programs: Programs, home: Path) -> None:
    """A new cluster for the rows of a dump."""
    make_private_folder(home, owner=programs.user)
    words = ["-D", str(home), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"] if programs.major >= 17 else []
    answer = subprocess.run(
        [programs.path("initdb"), *words, *locale], capture_output=True, text=True, check=False, cwd="/",
        **as_user(programs.user),  # type: ignore[call-overload]
    )  # fmt: skip
    if answer.returncode:
        raise BackupError(f"No place to restore to could be made: {answer.stderr.strip().splitlines()[-1:]}")


def bring_back_rows(backup: Backup, programs: Programs, place: Place) -> None:
    owner, name = str(backup.told["user"]), str(backup.told["database"])
    with psycopg.connect(Place(place.host, place.port, "postgres", "", "postgres").url, autocommit=True) as connection:
        if owner != "postgres":
            connection.execute(psycopg.sql.SQL("CREATE ROLE {} LOGIN SUPERUSER").format(psycopg.sql.Identifier(owner)))
        connection.execute(
            psycopg.sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(psycopg.sql.Identifier(name))
        )
    words = ["-j", "2", "--exit-on-error", "--no-owner", "--no-privileges", "-d", name]
    programs.run("pg_restore", [*words, "-h", place.host, "-p", place.port, "-U", owner, str(backup.data)])


@contextmanager
def serving(programs: Programs, home: Path, *, root: Path, user: str) -> Iterator[Place]:
    """A server on these files, on a port nobody uses, behind a socket in a closed folder."""
    sockets = root / "s"
    make_private_folder(sockets, owner=programs.user)
    port, log = free_port(), root / "server.log"
    settings = {**SETTINGS, "hba_file": str(home / "pg_hba.conf"), "ident_file": str(home / "pg_ident.conf")}
    words = ["-D", str(home), "-k", str(sockets), "-p", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [programs.path("postgres"), *words, *(w for k, v in settings.items() for w in ("-c", f"{k}={v}"))],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/",
            preexec_fn=end_with_parent(signal.SIGQUIT),  # noqa: PLW1509  # one system call, no lock taken
            **as_user(programs.user),  # type: ignore[call-overload]
        )  # fmt: skip
    try:
        # A fresh cluster knows only its first role; a restored one knows ours.
        wait_until_ready(process, Place(str(sockets), str(port), "", "", "postgres"), log)
        yield Place(str(sockets), str(port), user, "", "postgres")
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(process: "subprocess.Popen[bytes]", place: Place, log: Path) -> None:
    """Until it has read its log to the end. Raises BackupError with its last words when it ends instead."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        if process.poll() is not None:
            said = log.read_text(errors="replace").strip().splitlines()
            raise BackupError(f"The restored server does not start: {' '.join(said[-3:]) or 'no reason given'}")
        if takes_connections(place):
            return
        time.sleep(0.1)
    raise BackupError(f"The restored server did not get ready within {PATIENCE_SECONDS / 60:.0f} minutes.")


def takes_connections(place: Place) -> bool:
    """Whether the server talks at all: to be told that a role does not exist is an answer."""
    wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        wire.connect(f"{place.host}/.s.PGSQL.{place.port}")
    except OSError:
        return False
    finally:
        wire.close()
    try:
        psycopg.connect(Place(place.host, place.port, "postgres", "", "postgres").url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        return "role" in str(error) and "does not exist" in str(error)
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
