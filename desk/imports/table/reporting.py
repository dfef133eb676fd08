"""What a file's rows became, for the people who sent it."""

from collections.abc import Iterator

from core.csv_lines import CHUNK, csv_lines
from core.models import ImportJob, ImportRow, RowOutcome
from desk.imports.table.reading import FLAW


def refusal_lines(job: ImportJob) -> Iterator[str]:
    """CSV lines of the refused rows: line, order, column and reason, then the row as it was.

    Read through a server-side cursor, so its length does not matter. Cells that a spreadsheet would
    run as formulas are defused.
    """
    headers = job.options.get("headers", [])
    rows = ImportRow.objects.filter(job=job, outcome=RowOutcome.REJECTED).order_by("line")
    read = rows.values_list("line", "group", "field", "reason", "raw").iterator(CHUNK)
    cells = ([*told, *(raw.get(header, "") for header in headers if header != FLAW)] for *told, raw in read)
    return csv_lines(["line", "external_id", "column", "reason", *headers], cells)
