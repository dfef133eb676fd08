"""Reports over an imported history say what the raw rows say, added up without any of our imports."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from desk.selectors.history_check import compare
from desk.selectors.raw_history import read
from desk.tests.imports.test_shared_data import FOLDER
from reports.services.summarizing import refresh_summaries

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent / "data"
DAYS = sorted(HERE.glob("online-retail-*.csv"))


def differing(paths, last: date) -> tuple[list[str], int]:
    """Figures that differ from the raw rows, and how many were compared."""
    found = list(compare(read(paths), first=date(2010, 12, 1), last=last, now=timezone.now()))
    return [f"{one.name}: {one.report} is not {one.raw}" for one in found if not one.agrees], len(found)


def test_five_days_of_the_data_set_are_reported_as_their_raw_rows_say(take_in):
    take_in(*DAYS)
    refresh_summaries()

    raw = read(DAYS)
    wrong, compared = differing(DAYS, date(2011, 2, 28))

    assert wrong == []
    assert compared > 40
    assert raw.repeat_customers > 0
    assert sum(month.canceled for month in raw.months.values()) > 0


def test_a_line_that_is_lost_is_noticed(take_in, tmp_path):
    """The reports are asked for all that is on file, and one of its rows never came in."""
    rows = DAYS[0].read_text().splitlines(keepends=True)
    short = tmp_path / "short.csv"
    short.write_text("".join(rows[:30]))
    whole = tmp_path / "whole.csv"
    whole.write_text("".join(rows[:31]))
    take_in(short)
    refresh_summaries()

    assert differing([short], date(2011, 2, 28))[0] == []
    assert differing([whole], date(2011, 2, 28))[0] != []


@pytest.mark.slow
@pytest.mark.skipif(not (FOLDER / "facts.json").exists(), reason=f"No UCI Online Retail files in {FOLDER}.")
def test_six_months_of_the_data_set_are_reported_as_their_raw_rows_say(take_in, request):
    if not request.config.getoption("--long", default=False):
        pytest.skip("Takes in 209,029 rows: only with --long.")
    paths = sorted(FOLDER.glob("*.csv.gz"))
    take_in(*paths)
    refresh_summaries(seconds=3600)

    facts = json.loads((FOLDER / "facts.json").read_text())
    months = read(paths).months
    assert differing(paths, date(2011, 5, 31)) == ([], 128)
    assert {month: str(said.sales) for month, said in months.items()} == {
        month: facts[month]["sales_value"] for month in months
    }
    assert {month: str(-said.canceled) for month, said in months.items()} == {
        month: facts[month]["cancel_value"] for month in months
    }
