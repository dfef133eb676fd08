"""Facts: what happened, told upward by ids alone."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar
from uuid import uuid4


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A fact in the past tense. Its fields are ids and small numbers, never a person or free text.

    With an ``order_id`` it is a line of that order's timeline (unless ``timeline`` is off); every
    subscriber of ``name`` in the wiring table gets one effect with the fields as payload.
    """

    name: ClassVar[str]
    timeline: ClassVar[bool] = True
    order_id: int | None = None

    def payload(self) -> dict[str, Any]:
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def key(self) -> str:
        """What makes an effect of this fact unique; override where the outside needs a stable key."""
        return uuid4().hex
