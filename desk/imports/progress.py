"""A progress bar for a person at a terminal; silent for everybody else."""

from typing import TextIO

WIDTH = 40


class ProgressBar:
    """Counts rows on ``stream`` when it is a terminal."""

    def __init__(self, *, total: int, stream: TextIO) -> None:
        self.total = total
        self.done = 0
        self.stream = stream
        self.is_shown = stream.isatty()

    def advance(self, count: int) -> None:
        """``count`` more are done."""
        self.done += count
        if self.is_shown and self.total:
            share = min(1.0, self.done / self.total)
            filled = "█" * int(share * WIDTH)
            self.stream.write(f"\r{filled:<{WIDTH}} {self.done}/{self.total} rows")
            self.stream.flush()

    def finish(self) -> None:
        if self.is_shown:
            self.stream.write("\n")
