"""The drill: restore a backup elsewhere, and hold what came back against the books and the uploads."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db.models import FileField

from core.audit.registry import promises
from ops.backup.counting import count_rows, differences, reading
from ops.backup.errors import BackupError
from ops.backup.place import Place
from ops.backup.programs import programs_for
from ops.backup.restoring import restored
from ops.backup.taking import THROWN_AWAY, Backup, take_backup
from ops.backup.uploads import damage_of

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"
MOST_TOLD = 20


@dataclass
class Report:
    """What a drill found; ``problems`` is empty when the backup is good. Times in seconds."""

    problems: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    tables: int = 0
    rows: int = 0
    promises: int = 0
    restore_seconds: float = 0.0
    check_seconds: float = 0.0


def rehearse(backup: Backup) -> Report:
    """Restore it and look at everything; whatever is wrong is a sentence of the report."""
    report = Report(problems=damage_of(backup.uploads, backup.told["uploads"]))
    began = time.monotonic()
    try:
        programs = programs_for(int(backup.told["server_major"]))
        with restored(backup, programs) as place:
            report.restore_seconds = round(time.monotonic() - began, 2)
            look_at(backup, place, report)
    except BackupError as error:
        report.problems.append(str(error))
    except psycopg.Error as error:
        said = str(error).strip().splitlines()[:1] or [type(error).__name__]
        report.problems.append(f"The restored database cannot be read: {said[0]}")
    report.problems = report.problems[:MOST_TOLD]
    return report


def look_at(backup: Backup, place: Place, report: Report) -> None:
    """Rows, the mark of this very backup, files that rows name, and every promise of the books."""
    began = time.monotonic()
    with reading(place) as connection:
        rows = count_rows(connection)
        wrong, report.moved = differences(backup.told["rows_before"], backup.told["rows_after"], rows)
        mark = "SELECT 1 FROM core_backuprun WHERE id = %s"
        if connection.execute(mark, [backup.told["run_id"]]).fetchone() is None:
            wrong.append("The restored database does not know of this backup: it is an older one, or another.")
        kept = {str(one["path"]) for one in backup.told["uploads"]}
        named = {name for sql in named_files() for (name,) in connection.execute(sql).fetchall()}
    wrong += [f"A row names the upload {name}, which is not in the backup." for name in sorted(named - kept)]
    report.tables, report.rows = len(rows), sum(rows.values())
    report.problems += wrong
    # What is held against the clock was overdue the moment the backup grew old: it says nothing of the backup.
    by_clock = {one.name for one in promises() if "now()" in one.sql}
    findings = [one for one in audit_there(place) if one["name"] not in by_clock]
    report.promises = sum(1 for one in findings if not one["violations"])
    report.problems += [
        f"{one['violations']} rows of the restored books break the promise {one['name']}."
        for one in findings
        if one["violations"]
    ]
    report.check_seconds = round(time.monotonic() - began, 2)


def named_files() -> list[str]:
    """A query for each column that names a file of the uploads."""
    return [
        f'SELECT DISTINCT "{column.column}" FROM "{model._meta.db_table}" WHERE "{column.column}" <> \'\''
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        if isinstance(column, FileField)
    ]


def audit_there(place: Place) -> list[dict[str, Any]]:
    """The findings of the audit over the restored books, by a process of its own. Raises BackupError when it cannot."""
    there = {"DATABASE_URL": place.url, "DATABASE_POOL_SIZE": "0", "REDIS_URL": settings.REDIS_URL}
    environ = {**os.environ, **there}
    answer = subprocess.run(
        [sys.executable, str(MANAGE), "audit_books", "--json"],
        env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        found: list[dict[str, Any]] = json.loads(answer.stdout)
    except ValueError as error:
        said = answer.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise BackupError(f"The restored books could not be audited: {said[0]}") from error
    return found


def rehearse_new(*, method: str, run_id: int) -> tuple[Backup, Report]:
    """Take a backup for the drill alone, rehearse with it, and throw it away. Raises BackupError when none comes."""
    with tempfile.TemporaryDirectory(prefix="oms-backup-") as folder:
        backup = take_backup(Path(folder), method=method, run_id=run_id, more=THROWN_AWAY)
        return backup, rehearse(backup)
