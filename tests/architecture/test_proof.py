"""docs/proof.md names tests; a test that is not there proves nothing."""

import ast
import re
from functools import cache

from tests.architecture.tree import ROOT

PROOF = (ROOT / "docs" / "proof.md").read_text()
TEST_ID = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


@cache
def functions_in(path: str) -> set[str]:
    file = ROOT / path
    if not file.exists():
        return set()
    return {node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists():
    named = TEST_ID.findall(PROOF)

    assert named
    assert [f"{path}::{name}" for path, name in named if name not in functions_in(path)] == []


def test_every_promise_has_a_proof_or_says_that_it_has_none_yet():
    heads = ("| promise", "| ---")
    rows = [line for line in PROOF.splitlines() if line.startswith("| ") and not line.startswith(heads)]

    assert rows
    assert [row for row in rows if not TEST_ID.search(row) and "not yet" not in row] == []
