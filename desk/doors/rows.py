"""One door, and to whom it opens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Way(StrEnum):
    """How a door is knocked at."""

    LOOK = "GET"
    ACT = "POST"


class Reach(StrEnum):
    """Who can come near a door at all; rights are asked of them."""

    STAFF = "staff"
    MEMBERS = "people of the warehouse"
    ANYONE = "anyone"


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page or act that is not the admin's own, with what it asks for.

    ``rights`` are asked for together; without any, whoever comes near is let in. ``sent`` is what makes a POST this
    act, where one address takes several; ``named`` is the part of the address that makes it this page.
    """

    address: str
    words: str
    rights: tuple[str, ...] = ()
    way: Way = Way.LOOK
    reach: Reach = Reach.STAFF
    sent: Mapping[str, str] = field(default_factory=dict)
    named: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A door of the matrix: ``key`` names it once and for all, ``open_to`` are codes of roles."""

    area: str
    key: str
    words: str
    open_to: frozenset[str]
