"""Take a backup: the server's files with the log that makes them whole (or a dump), the uploads, and a manifest."""

import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from oms.version import version_of_project
from ops.backup.counting import count_rows, reading
from ops.backup.errors import BackupError
from ops.backup.place import Place, our_place, server_version
from ops.backup.programs import Programs, programs_for
from ops.backup.uploads import copy_uploads

MANIFEST = "manifest.json"
# Nobody waits for the disk to keep what goes in a minute.
THROWN_AWAY = ("--no-sync",)
METHODS = ("base", "dump")
NAME = "oms-{:%Y%m%dT%H%M%SZ}"


@dataclass(frozen=True)
class Backup:
    """A complete backup in ``folder``; ``told`` is its manifest."""

    folder: Path
    told: dict[str, Any]

    @property
    def data(self) -> Path:
        return self.folder / "database"

    @property
    def uploads(self) -> Path:
        return self.folder / "uploads"


def take_backup(below: Path, *, method: str, run_id: int, more: Sequence[str] = ()) -> Backup:
    """A new folder below ``below`` with all there is to restore. The manifest is written last: without, it is nothing.

    ``more`` are words for PostgreSQL's program, such as those for a backup that is THROWN_AWAY. Raises BackupError.
    """
    major, version = server_version()
    programs, place = programs_for(major), our_place()
    folder = below / NAME.format(datetime.now(UTC))
    try:
        folder.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise BackupError(f"The folder {folder} cannot be made: {error.strerror}.") from error
    try:
        told = _fill(
            folder, method=method, run_id=run_id, programs=programs, place=place, more=more, version=version,
            major=major,
        )  # fmt: skip
    except BaseException:
        # Half a backup helps nobody, and a full disk stays full.
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Backup(folder, told)


def _fill(
    folder: Path, *, method: str, run_id: int, programs: Programs, place: Place, more: Sequence[str],
    version: str, major: int,
) -> dict[str, Any]:  # fmt: skip
    """Database, uploads and at the end the manifest, which is given back."""
    began = time.monotonic()
    counted = (base_backup if method == "base" else dump)(programs, place, folder / "database", more)
    # After the database: a row never names a file that was uploaded later than the files were copied.
    files = copy_uploads(Path(settings.MEDIA_ROOT), folder / "uploads")
    told = {
        "format": 1, "method": method, "run_id": run_id, "version": version_of_project(), "server_major": major,
        "server_version": version, "database": place.name, "user": place.user,
        "taken_at": datetime.now(UTC).isoformat(), "seconds": round(time.monotonic() - began, 2),
        "database_bytes": bytes_in(folder / "database"),
        "rows_before": counted[0], "rows_after": counted[1], "uploads": [one.as_dict() for one in files],
    }  # fmt: skip
    unfinished = folder / f"{MANIFEST}.new"
    unfinished.write_text(json.dumps(told, indent=1))
    unfinished.replace(folder / MANIFEST)
    return told


def base_backup(
    programs: Programs, place: Place, target: Path, more: Sequence[str]
) -> tuple[dict[str, int], dict[str, int]]:
    """The server's files as of the end of the copy, with checksums of each; rows counted before and after."""
    with reading(place) as connection:
        before = count_rows(connection)
    words = ["-D", str(target), "-X", "stream", "--checkpoint=fast", "--manifest-checksums=SHA256"]
    try:
        programs.run("pg_basebackup", [*words, *more, *place.words], environ=place.environ)
    except BackupError as error:
        raise BackupError(
            f"{error} A base backup needs a role with REPLICATION and a line for it in pg_hba.conf; "
            "where the server gives neither, take --method dump."
        ) from error
    with reading(place) as connection:
        return before, count_rows(connection)


def dump(programs: Programs, place: Place, target: Path, more: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    """The one database as rows, and the rows counted at the very same moment."""
    with reading(place) as connection:
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        words = ["-Fd", "-j", "2", "--snapshot", str(row[0]), "-f", str(target)]
        counted = count_rows(connection)
        programs.run("pg_dump", [*words, *more, *place.words, place.name], environ=place.environ)
    return counted, counted


def open_backup(folder: Path) -> Backup:
    """The backup in ``folder``, or the newest complete one below it. Raises BackupError when there is none."""
    if (folder / MANIFEST).is_file():
        return Backup(folder, json.loads((folder / MANIFEST).read_text()))
    complete = complete_below(folder)
    if not complete:
        raise BackupError(f"There is no complete backup in {folder}: one without {MANIFEST} was broken off.")
    return open_backup(complete[-1])


def complete_below(folder: Path) -> list[Path]:
    """Complete backups, the oldest first."""
    return sorted(path.parent for path in folder.glob(f"oms-*/{MANIFEST}"))


def forget_older(folder: Path, *, keep: int) -> list[Path]:
    """Remove complete backups but the newest ``keep``; gives those removed. What was broken off is left to a person."""
    old = complete_below(folder)[:-keep] if keep > 0 else []
    for one in old:
        shutil.rmtree(one)
    return old


def bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
