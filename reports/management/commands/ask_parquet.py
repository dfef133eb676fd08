"""Ask questions in SQL of an export, and print their tables."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import InvalidInput
from reports.parquet.asking import Answer, ask

ROWS_SHOWN = 40


class Command(BaseCommand):
    help = "Run the questions of analytics/, or those named, over an export of export_parquet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("questions", nargs="*", type=Path, help="files of SQL; those of analytics/ when left out")
        parser.add_argument("--of", required=True, type=Path, help="the folder of the export")

    def handle(self, *args: Any, **options: Any) -> None:
        questions = options["questions"] or sorted((Path(settings.BASE_DIR) / "analytics").glob("*.sql"))
        try:
            for answer in ask(options["of"], questions):
                self._print(answer)
        except InvalidInput as error:
            raise CommandError(error.message) from error

    def _print(self, answer: Answer) -> None:
        cells = [[_text(value) for value in row] for row in answer.rows[:ROWS_SHOWN]]
        widths = [max(map(len, column)) for column in zip(answer.columns, *cells, strict=True)]
        self.stdout.write(f"\n{answer.title}\n")
        for row in (list(answer.columns), ["-" * width for width in widths], *cells):
            self.stdout.write("  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)))
        if len(answer.rows) > ROWS_SHOWN:
            self.stdout.write(f"… and {len(answer.rows) - ROWS_SHOWN} more rows")


def _text(value: Any) -> str:
    return "" if value is None else str(value)
