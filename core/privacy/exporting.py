"""All that is known of one customer: one zip of JSON by table, the files, and a page a person can read."""

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from core.privacy.erasing import whose
from core.privacy.kinds import Kind
from core.privacy.registry import files_of, tables
from core.privacy.tables import Table

UNTOLD = (Kind.SEALED, Kind.STAFF)
CHUNK = 500
LONGEST_CELL = 400
_HEAD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1c1917 }}
table {{ border-collapse: collapse; font-size: 14px; margin: 0 0 2rem; display: block; overflow-x: auto }}
th, td {{ border: 1px solid #d6d3d1; padding: .25rem .5rem; text-align: left; vertical-align: top }}
th {{ background: #f5f5f4 }} td {{ white-space: pre-wrap }}
</style></head><body><h1>{title}</h1>
<p>Everything our order system knows of you, made at {made}. The same rows, whole, lie beside this page as JSON;
files are in the folder “files”. Secrets and what belongs to our staff alone are left out.</p>
"""


def write_export(
    target: IO[bytes], *, customer_id: int, title: str, made: str, found: Mapping[str, Sequence[int]]
) -> int:
    """How many rows were written as a zip into ``target``.

    ``found`` has, by table, the keys of rows in tables that are searched; others are found by the customer's keys.
    """
    total = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        page = [_HEAD.format(title=escape(title), made=escape(made))]
        for table in tables().values():
            if table.of or table.is_searched:
                total += _write_table(archive, table, customer_id, found.get(table.model, ()), page)
        page.append(_write_files(archive, customer_id))
        archive.writestr("index.html", "".join([*page, "</body></html>\n"]))
    return total


def _write_table(
    archive: zipfile.ZipFile, table: Table, customer_id: int, found: Sequence[int], page: list[str]
) -> int:
    names, count = told_columns(table), 0
    rows = _rows(table, names, customer_id, found)
    first = next(rows, None)
    if first is None:
        return 0
    page.append(f"<h2>{escape(str(table.opts.verbose_name_plural).capitalize())}</h2>{_table_head(table, names)}")
    with archive.open(f"data/{table.model}.jsonl", "w") as file:
        for row in _with_first(first, rows):
            file.write(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n")
            page.append(_table_row(row))
            count += 1
    page.append("</table>\n")
    return count


def told_columns(table: Table) -> list[str]:
    """Columns an export tells: no secrets, nothing of staff, and of hidden ones only accounts, masked."""
    hidden = set(table.hides)
    return [
        field.name
        for field in table.opts.concrete_fields
        if (kind := table.kinds.get(field.name, Kind.SEALED)) not in UNTOLD
        and (field.name not in hidden or kind == Kind.ACCOUNT)
    ]


def _rows(table: Table, names: Sequence[str], customer_id: int, found: Sequence[int]) -> Iterator[dict[str, Any]]:
    columns = ", ".join(f't."{table.column(name)}"' for name in names)
    theirs = f"t.{table.key} = ANY(%(found)s)" if table.is_searched else whose(table, has_marks=False)
    sql = f"SELECT {columns} FROM {table.name} t WHERE {theirs} ORDER BY t.{table.key}"
    with connection.cursor() as cursor:
        cursor.execute(sql, {"customer": customer_id, "found": list(found)})
        while chunk := cursor.fetchmany(CHUNK):
            for values in chunk:
                yield {name: _told(table, name, value) for name, value in zip(names, values, strict=True)}


def _told(table: Table, name: str, value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return f"({len(value)} bytes)" if table.kinds[name] == Kind.COPY and not _is_text(value) else _text(value)
    if name in table.hides and value:
        return f"…{str(value)[-4:]}"
    if isinstance(value, str) and isinstance(table.field(name), models.JSONField):
        return json.loads(value)
    return value


def _is_text(value: bytes | memoryview) -> bool:
    try:
        bytes(value).decode()
    except UnicodeDecodeError:
        return False
    return True


def _text(value: bytes | memoryview) -> str:
    return bytes(value).decode(errors="replace")


def _with_first(first: dict[str, Any], rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield first
    yield from rows


def _table_head(table: Table, names: Sequence[str]) -> str:
    cells = "".join(f"<th>{escape(str(table.opts.get_field(name).verbose_name))}</th>" for name in names)  # type: ignore[union-attr]
    return f"<table><tr>{cells}</tr>"


def _table_row(row: dict[str, Any]) -> str:
    return f"<tr>{''.join(f'<td>{escape(_cell(value))}</td>' for value in row.values())}</tr>"


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]} …"


def _write_files(archive: zipfile.ZipFile, customer_id: int) -> str:
    links = []
    for name, content in files_of(customer_id):
        archive.writestr(f"files/{name}", content)
        links.append(f'<li><a href="files/{escape(name)}">{escape(name)}</a></li>')
    return f"<h2>Files</h2><ul>{''.join(links)}</ul>" if links else ""
