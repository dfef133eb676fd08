"""Questions in SQL over exported Parquet files: each table of the export is a view of its name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from core.errors import InvalidInput
from reports.parquet.tables import EXPORTED

MEMORY = "1GB"


@dataclass(frozen=True)
class Answer:
    """A question's first comment, and its table."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def open_export(folder: Path) -> "duckdb.DuckDBPyConnection":
    """A DuckDB with a view for each exported table. Raises InvalidInput when there is no export in the folder."""
    if not (folder / "export.json").exists():
        raise InvalidInput(f"There is no export in {folder}. Make one: manage.py export_parquet --to {folder}")
    engine = duckdb.connect(config={"memory_limit": MEMORY})
    for exported in EXPORTED:
        files = folder / exported.name
        if any(files.glob("*.parquet")):
            pattern = str(files / "*.parquet").replace("'", "''")
            engine.execute(f"CREATE VIEW \"{exported.name}\" AS SELECT * FROM read_parquet('{pattern}')")
    return engine


def ask(folder: Path, questions: Sequence[Path]) -> Iterator[Answer]:
    """The answers, one after the other. Raises InvalidInput for a question over what the export does not hold."""
    with open_export(folder) as engine:
        for question in questions:
            sql = question.read_text(encoding="utf-8")
            title = sql.splitlines()[0].removeprefix("--").strip()
            try:
                found = engine.execute(sql)
            except duckdb.CatalogException as error:
                raise InvalidInput(f"{question.name}: {str(error).splitlines()[0]}") from error
            columns = [column[0] for column in found.description or ()]
            yield Answer(title, columns, found.fetchall())
