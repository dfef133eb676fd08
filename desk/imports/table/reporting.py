"""What a file's rows became, for the people who sent it."""

from collections.abc import Iterator
from typing import Any

from defusedcsv import csv

from core.models import ImportJob, ImportRow, RowOutcome
from desk.imports.table.reading import FLAW

CHUNK = 2000


class _Line:
    """What the writer writes to: keeps the last line only."""

    def write(self, text: str) -> str:
        return text


def refusal_lines(job: ImportJob) -> Iterator[str]:
    """CSV lines of the refused rows: line, order, column and reason, then the row as it was.

    Read through a server-side cursor, so its length does not matter. Cells that a spreadsheet would
    run as formulas are defused.
    """
    headers = job.options.get("headers", [])
    writer: Any = csv.writer(_Line())
    yield writer.writerow(["line", "external_id", "column", "reason", *headers])
    rows = ImportRow.objects.filter(job=job, outcome=RowOutcome.REJECTED).order_by("line")
    for line, group, field, reason, raw in rows.values_list("line", "group", "field", "reason", "raw").iterator(CHUNK):
        cells = [raw.get(header, "") for header in headers if header != FLAW]
        yield writer.writerow([line, group, field, reason, *cells])
