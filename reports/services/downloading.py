"""A small list handed out at once: written to the disk first, so that a slow reader holds nothing and a cut is seen."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.selectors import actor_of
from core.service import service
from reports.errors import TooManyRows
from reports.exports.choosing import Chosen, choose_columns
from reports.exports.copying import copy_rows, header
from reports.exports.filtering import filtered, rows_up_to
from reports.exports.workbooks import write_workbook
from reports.models import Export
from reports.services.requesting import Wish, new_export, request_export
from reports.statuses import ExportState, FileFormat

# Some two seconds of a web process. Measured: see bench/exporting.py.
DIRECT_ROWS = 100_000
# A guess at what somebody may wait for: the time openpyxl takes was not measured.
XLSX_ROWS = 20_000


@dataclass(frozen=True)
class Download:
    """A file to hand out now, or (``file`` is None) one that workers make because it is large."""

    export: Export
    file: IO[bytes] | None


def download_list(*, wish: Wish, file_format: FileFormat, user: User) -> Download:
    """The list as a file, and the record of who took it out.

    Raises NotFound, NotPermitted, InvalidInput for columns or filters that cannot be had, and TooManyRows for a
    workbook that would be too large.
    """
    chosen = choose_columns(wish.shape, wish.columns, actor_of(user))
    rows = filtered(wish.shape, wish.query, user)
    if file_format == FileFormat.XLSX:
        if rows_up_to(rows, XLSX_ROWS) > XLSX_ROWS:
            raise TooManyRows(
                f"A workbook has at most {XLSX_ROWS:,} rows here, and this list has more. Take CSV, which has no such "
                "limit, or choose more filters."
            )
    elif rows_up_to(rows, DIRECT_ROWS) > DIRECT_ROWS:
        return Download(request_export(wish=wish, user=user), None)
    file: Any = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        count = _write(file, wish, chosen, rows, file_format, user)
        export = record_download(wish=wish, chosen=chosen, file_format=file_format, user=user, file=file, rows=count)
    except BaseException:
        file.close()
        raise
    return Download(export, file)


def _write(
    file: IO[bytes], wish: Wish, chosen: Chosen, rows: QuerySet[Any], file_format: FileFormat, user: User
) -> int:
    if file_format == FileFormat.CSV:
        file.write(header(chosen.columns))
        return copy_rows(rows, chosen.columns, file)
    about = {
        "list": wish.title or wish.shape.title, "filters": wish.query or "none", "made for": user.get_username(),
        "made at": f"{timezone.now():%Y-%m-%d %H:%M} UTC", "times": "UTC",
        **({"left out": chosen.told} if chosen.left_out else {}),
    }  # fmt: skip
    return write_workbook(rows, chosen.columns, file, title=wish.shape.title, about=about)


@service
def record_download(
    *, wish: Wish, chosen: Chosen, file_format: FileFormat, user: User, file: IO[bytes], rows: int
) -> Export:
    """Who took what out, with the file's measures; the file stands at its beginning afterwards."""
    export = new_export(wish, chosen, user=user, state=ExportState.DIRECT, file_format=file_format)
    now = timezone.now()
    export.rows, export.size = rows, file.seek(0, os.SEEK_END)
    file.seek(0)
    export.sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    export.started_at = export.finished_at = export.last_downloaded_at = now
    export.downloads, export.last_downloaded_by = 1, actor_of(user).label
    export.save(force_insert=True)
    return export
