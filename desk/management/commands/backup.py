"""Take a backup of the database and the uploads."""

import subprocess
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError

from core.models import BackupKind
from ops.backup.errors import BackupError
from ops.backup.living import sign_of_life
from ops.backup.record import begin, finish, note_backup
from ops.backup.taking import METHODS, forget_older, take_backup


class Command(BaseCommand):
    help = "Write a complete backup (database and uploads) into a new folder below --to; docs/how/backup.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", required=True, type=Path, metavar="FOLDER", help="Where backups are kept.")
        parser.add_argument(
            "--method", choices=METHODS, default="base", help="base: the server's files; dump: pg_dump."
        )
        parser.add_argument("--keep", type=int, default=0, metavar="N", help="Remove all but the newest N; 0: none.")

    def handle(self, *args: Any, **options: Any) -> None:
        below: Path = options["to"].resolve()
        run = begin(BackupKind.BACKUP, method=options["method"])
        try:
            with sign_of_life(run):
                backup = take_backup(below, method=options["method"], run_id=run.pk)
        except (BackupError, OSError, psycopg.Error, subprocess.SubprocessError) as error:
            finish(run, problems=[str(error)])
            raise CommandError(str(error)) from error
        note_backup(run, backup, folder=str(backup.folder))
        finish(run, problems=[])
        self.stdout.write(
            f"{backup.folder}: {run.database_bytes / 1024**2:.1f} MiB of database, {run.upload_files} uploads "
            f"({run.upload_bytes / 1024**2:.1f} MiB), in {run.backup_seconds:.1f} s."
        )
        for gone in forget_older(below, keep=options["keep"]):
            self.stdout.write(f"Removed {gone}.")
