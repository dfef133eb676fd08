"""Restore a backup beside the house and hold it against the books."""

import subprocess
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError

from core.models import BackupKind, BackupRun
from ops.backup.drill import Report, rehearse, rehearse_new
from ops.backup.errors import BackupError
from ops.backup.living import sign_of_life
from ops.backup.record import begin, finish, note_backup
from ops.backup.taking import METHODS, Backup, open_backup


class Command(BaseCommand):
    help = "Restore a backup on another port and compare; exits 1 when it is no good. docs/how/backup.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="source", type=Path, metavar="FOLDER",
            help="A backup, or a folder of them (the newest is taken). Without: one is taken now and thrown away.",
        )  # fmt: skip
        parser.add_argument("--method", choices=METHODS, default="base", help="How one is taken now.")

    def handle(self, *args: Any, **options: Any) -> None:
        run = begin(BackupKind.DRILL, method=options["method"])
        try:
            with sign_of_life(run):
                backup, report = self.rehearsed(run, options)
        except (BackupError, OSError, psycopg.Error, subprocess.SubprocessError) as error:
            finish(run, problems=[str(error)])
            raise CommandError(str(error)) from error
        finish(run, problems=report.problems, report=report)
        self.tell(run, backup, report)
        if report.problems:
            raise CommandError("The backup is no good:\n" + "\n".join(f"- {one}" for one in report.problems))

    def rehearsed(self, run: BackupRun, options: dict[str, Any]) -> tuple[Backup, Report]:
        if options["source"] is None:
            backup, report = rehearse_new(method=options["method"], run_id=run.pk)
            note_backup(run, backup, folder="")
            return backup, report
        backup = open_backup(options["source"].resolve())
        note_backup(run, backup, folder=str(backup.folder))
        return backup, rehearse(backup)

    def tell(self, run: BackupRun, backup: Backup, report: Report) -> None:
        told = [
            f"Backup of {backup.told['database']} ({backup.told['method']}, PostgreSQL {run.server_version}) "
            f"taken at {backup.told['taken_at']}",
            f"  backup   {run.backup_seconds or 0:8.1f} s   {run.database_bytes / 1024**2:.1f} MiB, "
            f"{run.upload_files} uploads",
            f"  restore  {report.restore_seconds:8.1f} s",
            f"  checks   {report.check_seconds:8.1f} s   {report.tables} tables and {report.rows} rows equal, "
            f"{report.promises} promises kept",
        ]
        if report.moved:
            told.append(f"  {len(report.moved)} tables moved while it was taken: {', '.join(report.moved[:8])}")
        self.stdout.write("\n".join(told))
