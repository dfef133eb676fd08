"""The reference of settings, made of what the settings read and what the example file says of it.

``python -m ops.settings_reference`` writes ``docs/how/settings.md``; a test fails while the two differ.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "how" / "settings.md"
# Stands where a variable must be given, so that a mistake ends at no server.
NOWHERE = "/nowhere"
ORDER = {"production": 2, "local": 3}
READERS = {"text": "text", "flag": "1 or 0", "number": "number", "names": "list, by commas"}
HEAD = """# Settings

Every variable of the environment the house reads, with its default in production. Written by
`python -m ops.settings_reference` from `oms/settings/` and `.env.example`; a mistake in one of them stops the start
with a sentence that names it. What only compose reads (`POSTGRES_PASSWORD`, `PUBLISHED_PORT`, …) stands in
`.env.example`.

| variable | kind | default | what it is for |
| --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Setting:
    """One variable: its kind, its default as the code has it (empty: none), and what it is for."""

    name: str
    kind: str
    default: str
    words: str


def settings_read() -> list[Setting]:
    """Every variable the settings read, by name."""
    words = words_of_example()
    found: dict[str, Setting] = {}
    for path in sorted((ROOT / "oms" / "settings").glob("*.py"), key=lambda path: ORDER.get(path.stem, 1)):
        for name, kind, default in read_in(path):
            # One machine's own defaults are no advice for production.
            if path.stem == "local":
                found.setdefault(name, Setting(name, kind, "", words.get(name, "")))
            elif name not in found or path.stem == "production":
                found[name] = Setting(name, kind, default, words.get(name, ""))
    return sorted(found.values(), key=lambda one: one.name)


def read_in(path: Path) -> Iterator[tuple[str, str, str]]:
    """(name, kind, default) of every ``env.text("NAME", …)`` and its like."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        of, first = node.func.value, node.args[0]
        if not (isinstance(of, ast.Name) and of.id == "env" and node.func.attr in READERS):
            continue
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value, READERS[node.func.attr], default_of(node)


def default_of(call: ast.Call) -> str:
    given = [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "default")]
    if not given:
        return ""
    if isinstance(given[0], ast.Constant):
        text = str(given[0].value)
        return "" if text.endswith(NOWHERE) else text
    return "worked out"


def words_of_example() -> dict[str, str]:
    """What the comment before a variable says; variables that follow one another share it."""
    words: dict[str, str] = {}
    block: list[str] = []
    after_variable = False
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            block = [line.lstrip("# ")] if after_variable or not block else [*block, line.lstrip("# ")]
            after_variable = False
        elif found := re.match(r"([A-Z0-9_]+)=", line):
            words[found[1]] = " ".join(block)
            after_variable = True
        else:
            block, after_variable = [], False
    return words


def page() -> str:
    """The reference as it is written."""
    return HEAD + "".join(row_of(one) for one in settings_read())


def row_of(one: Setting) -> str:
    default = f"`{one.default}`" if one.default else "—"
    return f"| `{one.name}` | {one.kind} | {default} | {one.words.replace('|', '/')} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
