"""The table of a matrix as text: mode × act, and what was killed meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.faults.matrix.judging import Cell, Verdict
from tests.faults.matrix.plan import ACTS, MODES, OK
from tests.faults.table import quantile

HEADS = ("mode", "act", "runs", "double", "lost", "unknown left", "explained", "p50 s", "max s")


@dataclass(frozen=True)
class Report:
    """What one run found."""

    seed: int
    cells: Mapping[Cell, Verdict]
    kills: Mapping[str, int]
    orders: int
    seconds: float
    # Webhooks that our web server took.
    delivered: int = 0
    # What took longer than anybody waits.
    late: Sequence[str] = ()

    def lines(self) -> list[str]:
        """A Markdown table, the tasks that explain what differs, and a line about the run."""
        rows = [HEADS, tuple("---" for _ in HEADS)]
        rows += [row(mode, act, self.cells[mode, act]) for mode in MODES for act in ACTS if (mode, act) in self.cells]
        widths = [max(len(cells[column]) for cells in rows) for column in range(len(HEADS))]
        table = ["| " + " | ".join(text.ljust(width) for text, width in zip(cells, widths, strict=True)) + " |"
                 for cells in rows]  # fmt: skip
        return [*table, "", *self.explanations(), self.summary()]

    def explanations(self) -> list[str]:
        tasks = sorted({facts for cell in self.cells.values() for facts in cell.explained})
        return [f"money inbox: {facts}" for facts in tasks]

    def summary(self) -> str:
        killed = ", ".join(f"{name} {count}" for name, count in sorted(self.kills.items()))
        runs = sum(cell.runs for cell in self.cells.values())
        return (
            f"seed {self.seed}: {runs} runs over {self.orders} orders in {self.seconds:.0f} s;"
            f" kill -9: {sum(self.kills.values())} ({killed}); {self.delivered} webhooks delivered"
        )

    def gaps(self) -> list[str]:
        """What the run should have met and did not: a run that met nothing proves nothing."""
        met = {mode for (mode, _), cell in self.cells.items() if cell.runs}
        missed = [f"{mode} struck no act" for mode in MODES if mode != OK and mode not in met]
        spared = [f"nobody was killed at {act}" for act in ACTS if not self.kills.get(act)]
        return [*missed, *spared, *([] if self.delivered else ["no webhook was delivered"])]

    def faults(self) -> dict[str, Sequence[str]]:
        """What must not be; empty when every cell is sound."""
        return {
            f"{mode} × {act}": [*cell.double, *cell.lost, *cell.unknown]
            for (mode, act), cell in self.cells.items() if not cell.is_sound
        }  # fmt: skip


def row(mode: str, act: str, cell: Verdict) -> tuple[str, ...]:
    times = sorted(cell.seconds)
    shown = (quantile(times, 0.5), f"{times[-1]:.1f}") if times else ("", "")
    counts = (cell.runs, len(cell.double), len(cell.lost), len(cell.unknown), len(cell.explained))
    return (mode, act, *map(str, counts), *shown)
