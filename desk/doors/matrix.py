"""The matrix of rights as a whole: its rows, its page in the docs, and what differs between two of them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter

from desk.doors.floor import FLOOR
from desk.doors.office import office_rows
from desk.doors.pages import BESIDE, DESK, OPEN
from desk.doors.people import Person, people
from desk.doors.rows import Page, Reach, Row
from desk.doors.shops import operations

PAGES = (*DESK, *BESIDE, *FLOOR, *OPEN)
AREAS = (
    ("The desk", DESK), ("Office: beside lists and pages", BESIDE), ("Warehouse", FLOOR), ("Without signing in", OPEN),
)  # fmt: skip
YES, NO = "✓", "·"
ANYONE = "anyone"
SHOPS = "Shops: the API"
CLOSED = "Open to nobody"
_LINE = re.compile(r"^\| (?P<words>.+?) \| `(?P<key>[^`]+)` \| (?P<marks>.+) \|$")

_HEAD = """# Who may do what

Written by `python manage.py rights_matrix` from the address plan, the admin and the roles (`accounts/roles.py`);
a test asks the real pages as each role and compares. ✓ opens, · is refused (403, and 404 where even the existence of a
page is nobody's business). A role is a group: somebody with two roles may what either may.
"""
_RULES = """
## Whose rows

- **Warehouse.** Every screen below `/warehouse/<code>/` exists for the members of that warehouse alone; to all others
  its address does not exist. Whoever may change warehouses and is a member of none sees all of them. In the office, who
  works on the floor sees the work, batches, parcels, labels, trucks, counts and returns of their own warehouses; the
  other roles see all.
- **Channel.** An API key belongs to one channel: orders, refunds, reservations and webhooks of others do not exist
  for it.
- **Links.** A customer's page opens by its signed link alone, and shows that order alone.
- **Second person.** Who granted a refund, gave credit above the limit, or asked for a write-off does not approve it,
  whatever rights they hold.
"""


def key_of(page: Page) -> str:
    """Names a page or act for good: its address, then how it is knocked at."""
    sent = " ".join(f"{name}={value}" for name, value in page.sent.items() if name == "act")
    return " ".join(part for part in (page.address, page.named, "POST" if page.way == "POST" else "", sent) if part)


def opens(page: Page, person: Person) -> bool:
    return page.reach == Reach.ANYONE or person.holds(page.rights)


def rows() -> list[Row]:
    """Every door, by area, in the order of the page."""
    everybody = people()
    codes = frozenset(person.code for person in everybody)
    found: list[Row] = []
    for area, pages in AREAS:
        for page in pages:
            able = codes | {ANYONE} if page.reach == Reach.ANYONE else {p.code for p in everybody if opens(page, p)}
            found.append(Row(area=area, key=key_of(page), words=page.words, open_to=frozenset(able)))
    return [*found, *office_rows(everybody)]


def drawn() -> str:
    """The page of the docs."""
    everybody = people()
    found = rows()
    parts = [_HEAD, _RULES]
    for area, doors in groupby((row for row in found if row.open_to), key=attrgetter("area")):
        parts += [f"\n## {area}\n\n", *_table(tuple(doors), everybody)]
    parts += [f"\n## {SHOPS}\n\nA key opens what its scopes name, in its own channel.\n\n", *_api_table()]
    parts += [f"\n## {CLOSED}\n\nRows that services alone write, or that are kept for good.\n\n"]
    parts += [f"- {row.words} (`{row.key}`)\n" for row in found if not row.open_to]
    return "".join(parts)


def _table(doors: Iterable[Row], everybody: tuple[Person, ...]) -> Iterator[str]:
    yield f"| page or act | address | {' | '.join(person.title for person in everybody)} |\n"
    yield f"| --- | --- | {' | '.join('---' for _ in everybody)} |\n"
    for row in doors:
        marks = " | ".join(YES if person.code in row.open_to else NO for person in everybody)
        yield f"| {row.words.replace('|', '/')} | `{row.key}` | {marks} |\n"


def _api_table() -> Iterator[str]:
    yield "| operation | address | scope |\n| --- | --- | --- |\n"
    for one in operations():
        yield f"| {one.words} | `{one.key}` | {', '.join(one.scopes)} |\n"


def read(page: str) -> dict[str, frozenset[str]]:
    """What a drawn page says: of each door the roles, of each operation of the API the scopes."""
    codes = [person.code for person in people()]
    said: dict[str, frozenset[str]] = {}
    area = ""
    for line in page.splitlines():
        area = line.removeprefix("## ") if line.startswith("## ") else area
        found = _LINE.match(line)
        if found and area == SHOPS:
            said[found["key"]] = frozenset(found["marks"].split(", "))
        elif found:
            marks = found["marks"].split(" | ")
            able = {code for code, mark in zip(codes, marks, strict=True) if mark == YES}
            said[found["key"]] = frozenset(able | {ANYONE} if area == AREAS[-1][0] else able)
        elif area == CLOSED and line.startswith("- "):
            said[line.rpartition("(`")[2].removesuffix("`)")] = frozenset()
    return said


def differences(said: Mapping[str, frozenset[str]], is_so: Mapping[str, frozenset[str]]) -> list[str]:
    """Page, role and what changed, one line each; empty when both tell the same."""
    found = []
    for key in sorted(said.keys() | is_so.keys()):
        if key not in said:
            found.append(f"{key}: new, not in the docs")
        elif key not in is_so:
            found.append(f"{key}: in the docs, but gone")
        else:
            found += [f"{key}: {who} is let in, the docs say refused" for who in sorted(is_so[key] - said[key])]
            found += [f"{key}: {who} is refused, the docs say let in" for who in sorted(said[key] - is_so[key])]
    return found
