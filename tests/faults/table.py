"""The one table that is printed at the end of a run."""

from collections.abc import Sequence
from dataclasses import dataclass, field

HEADS = ("fault", "runs", "invariant", "result", "p50 s", "p99 s")


@dataclass
class Row:
    fault: str
    runs: int
    invariant: str
    result: str
    seconds: Sequence[float] = ()


@dataclass
class Table:
    """Rows as the tests write them."""

    seed: int
    rows: list[Row] = field(default_factory=list)

    def add(
        self, fault: str, *, runs: int, invariant: str, result: object, seconds: Sequence[float] = (), bad: bool = False
    ) -> None:
        words = "holds" if not result else str(result)[:90]
        self.rows.append(Row(fault, runs, invariant, f"shows: {words}" if bad and result else words, sorted(seconds)))

    def lines(self) -> list[str]:
        cells = [HEADS, *(shown(row) for row in self.rows)]
        widths = [max(len(row[column]) for row in cells) for column in range(len(HEADS))]
        return [" | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in cells]


def shown(row: Row) -> tuple[str, ...]:
    times = (quantile(row.seconds, 0.5), quantile(row.seconds, 0.99)) if row.seconds else ("", "")
    return (row.fault, str(row.runs), row.invariant, row.result, *times)


def quantile(values: Sequence[float], share: float) -> str:
    return f"{values[min(len(values) - 1, round(share * (len(values) - 1)))]:.1f}"
