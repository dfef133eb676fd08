"""Tables as Parquet files, a file a month, in bounded memory; an export that was stopped goes on where it was.

PostgreSQL streams each month by COPY into a file beside the target, DuckDB turns it into Parquet under a limit of
memory, and only a whole file gets its name: nobody ever reads a half one.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
from django.db import connection

from core.errors import InvalidInput
from reports.parquet.tables import EXPORTED, Column, Exported, columns_of

MEMORY = "256MB"
STATE = "export.json"
WHOLE = "all"


@dataclass(frozen=True)
class Part:
    """What one file holds: a month of a table, or all of a small one."""

    exported: Exported
    month: date | None

    @property
    def name(self) -> str:
        return f"{self.exported.name}/{f'{self.month:%Y-%m}' if self.month else WHOLE}.parquet"


def export_parquet(folder: Path, *, since: date | None = None) -> Iterator[tuple[str, int]]:
    """Each file as it is done, with its rows: every month from the one of ``since`` on, small tables whole.

    What an earlier export wrote of older months stays. One that was stopped is gone on with when it is asked for the
    same again; else every file is written anew. Raises InvalidInput when the folder holds something else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state = _state(folder, since)
    for part in _parts(since):
        if part.name in state["done"]:
            continue
        rows = _write(folder, part)
        state["done"][part.name] = rows
        _keep(folder, state)
        yield part.name, rows
    state["finished_at"] = datetime.now(UTC).isoformat()
    _keep(folder, state)


def _state(folder: Path, since: date | None) -> dict[str, Any]:
    """The stopped export that asked for the same, or a new one."""
    path, wanted = folder / STATE, since.isoformat() if since else None
    if not path.exists() and any(folder.iterdir()):
        raise InvalidInput(f"{folder} holds something else. Name an empty folder, or one of an earlier export.")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if found and found["since"] == wanted and not found["finished_at"]:
        return found
    new: dict[str, Any] = {
        "started_at": datetime.now(UTC).isoformat(),
        "since": wanted,
        "finished_at": None,
        "done": {},
    }
    _keep(folder, new)
    return new


def _keep(folder: Path, state: dict[str, Any]) -> None:
    fresh = folder / f"{STATE}.new"
    fresh.write_text(json.dumps(state, indent=1), encoding="utf-8")
    fresh.replace(folder / STATE)


def _parts(since: date | None) -> Iterator[Part]:
    for exported in EXPORTED:
        months = _months(exported) if exported.month else [None]
        yield from (Part(exported, month) for month in months if not (month and since and month < since.replace(day=1)))


def _months(exported: Exported) -> list[date | None]:
    """The months from the first row's to the last one's; without rows one empty file tells the columns."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min({exported.month}), max({exported.month}) {exported.rows}")
        first, last = cursor.fetchone()
    if first is None:
        return [None]
    found: list[date | None] = []
    month = first.astimezone(UTC).date().replace(day=1)
    while month <= last.astimezone(UTC).date():
        found.append(month)
        month = _next(month)
    return found


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _write(folder: Path, part: Part) -> int:
    """The rows that the part's file holds now."""
    target = folder / part.name
    target.parent.mkdir(exist_ok=True)
    columns = columns_of(part.exported)
    raw, fresh = target.with_suffix(".csv"), target.with_suffix(".new")
    try:
        _copy_out(part, columns, raw)
        rows = _to_parquet(raw, columns, fresh)
        fresh.replace(target)
    finally:
        raw.unlink(missing_ok=True)
        fresh.unlink(missing_ok=True)
    return rows


def _copy_out(part: Part, columns: list[Column], raw: Path) -> None:
    chosen = ", ".join(f'{column.sql} AS "{column.name}"' for column in columns)
    within = ""
    if part.month is not None:
        begins, ends = (f"TIMESTAMP '{month:%Y-%m-%d}' AT TIME ZONE 'UTC'" for month in (part.month, _next(part.month)))
        within = f" AND {part.exported.month} >= {begins} AND {part.exported.month} < {ends}"
    # No text is left between quotes unless it was there: nothing stays nothing, and empty stays empty.
    asked = f"COPY (SELECT {chosen} {part.exported.rows}{within}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)"
    with connection.cursor() as cursor, cursor.copy(asked) as copy, raw.open("wb") as file:
        for chunk in copy:
            file.write(chunk)


def _to_parquet(raw: Path, columns: list[Column], fresh: Path) -> int:
    types = ", ".join(f"'{column.name}': '{column.type}'" for column in columns)
    read = (
        f"read_csv('{_quoted(raw)}', header = false, columns = {{{types}}}, auto_detect = false, quote = '\"',"
        " escape = '\"', delim = ',', nullstr = '', allow_quoted_nulls = false)"
    )
    with duckdb.connect(config={"memory_limit": MEMORY, "threads": 1, "preserve_insertion_order": False}) as engine:
        engine.execute(f"COPY (SELECT * FROM {read}) TO '{_quoted(fresh)}' (FORMAT parquet, COMPRESSION zstd)")
        counted = engine.execute(f"SELECT count(*) FROM read_parquet('{_quoted(fresh)}')").fetchone()
    return int(counted[0]) if counted else 0


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
