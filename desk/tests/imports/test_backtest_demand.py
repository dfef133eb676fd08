"""The backtest as a command: what it reads, what it says, and that it says it again."""

import csv
import json
import random
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from desk.imports.uci.demand import weekly_demand
from desk.imports.uci.reading import COLUMNS

FIRST = date(2010, 12, 6)
CHANCE = 7


def write(path, rows):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows)


def row(invoice: str, code: str, units: int, on: date, customer: str = "17850.0") -> list[object]:
    return [invoice, code, "THING", units, f"{on} 12:00:00", "2.55", customer, "United Kingdom"]


def steady(codes: int = 4, weeks: int = 25) -> list[list[object]]:
    """Each code each week around ten units by chance: a mean foresees that better than the week before."""
    chance = random.Random(CHANCE)
    return [
        row(str(500_000 + 100 * week + code), f"{22_000 + code}", chance.randint(5, 15), FIRST + timedelta(weeks=week))
        for week in range(weeks)
        for code in range(codes)
    ] + [row("599999", "22000", 1, FIRST + timedelta(weeks=weeks) - timedelta(days=1))]


def told(path, **options) -> str:
    out = StringIO()
    call_command("backtest_demand", data=path, stdout=out, **options)
    return out.getvalue()


def test_whole_weeks_count_and_what_a_customer_took_back_does_not(tmp_path):
    path = tmp_path / "sales.csv"
    write(path, [
        row("1", "22001", 3, FIRST - timedelta(days=1)),
        row("2", "22001", 8, FIRST),
        row("3", "22001", 4, FIRST + timedelta(days=8)),
        row("C4", "22001", -6, FIRST + timedelta(days=9)),
        row("C5", "22001", -5, FIRST + timedelta(days=9), customer="1.0"),
        row("6", "POST", 1, FIRST + timedelta(days=13)),
        row("7", "22001", 1, FIRST + timedelta(days=13)),
    ])  # fmt: skip

    found = weekly_demand([path])

    # Of the six taken back four are of the latest sale before, two of the one before that; a stranger's are nobody's.
    assert (found.first, found.weeks, found.units) == (FIRST, 2, {"22001": {0: 6, 1: 1}})


def test_it_states_method_and_error_beside_naive_forecasts_and_the_same_twice(tmp_path):
    path = tmp_path / "sales.csv"
    write(path, steady())

    first, again = told(path, as_json=True), told(path, as_json=True)

    facts = json.loads(first)
    (only,) = facts["classes"]
    assert first == again
    assert (facts["weeks"], facts["horizon"], facts["series"], only["class"]) == (25, 4, 4, "smooth")
    assert (only["series"], only["points"]) == (4, 16)
    assert only["mase"] < min(only["mase_naive"], only["mase_seasonal_naive"])
    assert only["method"] not in ("Naive", "SeasonalNaive")


def test_a_draw_is_told_by_its_seed_and_too_few_weeks_are_refused(tmp_path):
    path, short = tmp_path / "sales.csv", tmp_path / "short.csv"
    write(path, steady())
    write(short, steady(weeks=6))

    assert "3 SKUs" in told(path, series=3, seed=5)
    with pytest.raises(CommandError, match="too few"):
        told(short)
    with pytest.raises(CommandError, match="does not exist"):
        told(tmp_path / "nothing")
