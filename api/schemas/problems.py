"""How every refusal looks: RFC 9457 with a code, the field, and what would help."""

from ninja import Schema
from pydantic import Field


class Reason(Schema):
    """One reason why something cannot be done now, and what would clear it."""

    code: str
    sentence: str
    fix: str


class Mistake(Schema):
    field: str
    detail: str


class News(Schema):
    """What somebody else did to the order meanwhile."""

    event: str
    who: str
    at: str


class Problem(Schema):
    """RFC 9457 problem details. ``detail`` is a sentence for a person, ``code`` is stable."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    field: str = ""
    errors: list[Mistake] = Field(default_factory=list)
    blockers: list[Reason] = Field(default_factory=list)
    latest: str = ""
    changes: list[News] = Field(default_factory=list)
