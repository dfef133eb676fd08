"""Whoever waits for the first start is told how far it is."""

import io

from oms.embedded.prepare import Progress


def hear(*, steps: int) -> list[str]:
    """What is printed while Django says of each step first its name, then that it is done."""
    said = io.StringIO()
    progress = Progress(said, steps=steps)
    for nr in range(steps):
        progress.write(f"  Applying app.{nr:04}_step...")
        progress.write(" OK\n")
    return said.getvalue().splitlines()


def test_every_twentieth_step_and_the_last_are_told():
    assert hear(steps=45) == [f"{nr} of 45 steps of the schema" for nr in (20, 40, 45)]


def test_a_schema_that_is_whole_is_not_talked_about():
    assert hear(steps=0) == []
