"""Write the house's tables as Parquet files, for heavy questions away from the working database."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import InvalidInput
from reports.parquet.exporting import export_parquet


class Command(BaseCommand):
    help = "Orders, lines, events, money, parcels, returns and stock as Parquet, a file a month, without personal data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", required=True, type=Path, help="a folder: empty, or of an earlier export")
        parser.add_argument("--since", type=date.fromisoformat, help="only months from this day's on (2026-10-01)")

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        try:
            for name, rows in export_parquet(options["to"], since=options["since"]):
                total += rows
                self.stdout.write(f"{rows:>12,}  {name}")
        except InvalidInput as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{total:>12,}  rows in {options['to']}")
