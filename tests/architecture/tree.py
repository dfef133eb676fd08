"""The house's own source files, parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {
    "core": 0, "accounts": 0, "catalog": 1, "customers": 1, "inventory": 2, "orders": 3, "payments": 4,
    "fulfillment": 4, "shipping": 5, "returns": 6, "support": 7, "notifications": 8, "reports": 9, "desk": 10,
    "portal": 10, "api": 10,
}  # fmt: skip
PACKAGES = (*FLOORS, "oms", "simulators")


def path_name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def sources() -> tuple[Path, ...]:
    """Every Python file we write by hand and ship; tests and migrations apart."""
    return tuple(
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if not {"migrations", "tests", "__pycache__"} & set(path.relative_to(ROOT).parts)
    )


@cache
def sources_of_tests() -> tuple[Path, ...]:
    places = [ROOT / "tests", *(ROOT / package for package in PACKAGES)]
    return tuple(
        path for place in places for path in sorted(place.rglob("*.py")) if "tests" in path.relative_to(ROOT).parts
    )


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    """(module, statement) of every import below ``tree``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, node
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
