"""One readable log out of many files."""

import os
import sys
from pathlib import Path
from typing import IO

COLORS = (36, 32, 33, 35, 34, 96, 92, 93, 95, 94)
WIDTH = 9
LARGEST_BITE = 256 * 1024


class Source:
    """One file being written by somebody else, read from where it ended when we came."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.position = path.stat().st_size if path.exists() else 0
        self.begun = b""

    def new_lines(self) -> list[str]:
        try:
            size = self.path.stat().st_size
        except FileNotFoundError:
            return []
        if size < self.position:  # it was put aside and begun again
            self.position = 0
        if size == self.position:
            return []
        with self.path.open("rb") as file:
            file.seek(self.position)
            read = file.read(LARGEST_BITE)
        self.position += len(read)
        *whole, self.begun = (self.begun + read).split(b"\n")
        return [line.decode(errors="replace").rstrip() for line in whole]


class MergedLog:
    """Lines of all sources, each with the name of its process before it."""

    def __init__(self, output: IO[str] = sys.stdout) -> None:
        self.output = output
        self.colored = output.isatty() and "NO_COLOR" not in os.environ
        self.sources: dict[str, Source] = {}

    def follow(self, name: str, path: Path) -> None:
        self.sources[name] = Source(path)

    def pass_on(self) -> None:
        """Print what came since the last time."""
        for name, source in self.sources.items():
            for line in source.new_lines():
                if line:
                    self.say(line, name=name)

    def say(self, line: str, *, name: str = "oms") -> None:
        label = f"{name:<{WIDTH}}|"
        if self.colored:
            number = list(self.sources).index(name) if name in self.sources else -1
            label = f"\033[{COLORS[number % len(COLORS)]}m{label}\033[0m"
        print(label, line, file=self.output, flush=True)
