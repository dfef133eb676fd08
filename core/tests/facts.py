from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class SomethingHappened(Fact):
    name: ClassVar[str] = "tests.happened"
    word: str = "word"


@dataclass(frozen=True, kw_only=True)
class SomethingQuiet(Fact):
    name: ClassVar[str] = "tests.quiet"
    timeline: ClassVar[bool] = False

    def key(self) -> str:
        return "always the same"


WIRING = {
    "tests.happened": ["core.tests.doing.note_down", "core.tests.doing.note_in_mail"],
    "tests.quiet": ["core.tests.doing.crash"],
}
