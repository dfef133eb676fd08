"""The drawn state machines are those of the code."""

import pytest

from core.lifecycles import drawings
from tests.architecture.tree import ROOT

FOLDER = ROOT / "docs" / "lifecycle"


@pytest.mark.parametrize("name", sorted(drawings()))
def test_a_drawing_is_fresh(name):
    drawn = FOLDER / name

    assert drawn.exists(), "Run: python manage.py draw_lifecycles"
    assert drawn.read_text(encoding="utf-8") == drawings()[name], "Run: python manage.py draw_lifecycles"


def test_no_drawing_is_of_a_machine_that_is_gone():
    assert {path.name for path in FOLDER.glob("*.md")} == set(drawings())
