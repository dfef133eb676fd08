"""Cancellations of a history as returns: as many as the data allow, each other one with its reason."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import F, Q, Sum

from desk.imports.replaying import matching
from desk.imports.replaying.running import MATCHED
from desk.models import ImportedCredit
from desk.tests.imports.files import row, write
from desk.tests.imports.raw_returns import first_rows, units_that_can_come_back
from orders.models import Order, OrderLine
from returns.models import Return

FOLDER = Path(os.environ.get("UCI_RETAIL_DIR", settings.BASE_DIR.parent / "shared" / "data" / "uci-online-retail"))
LATER, LAST = "2011-01-20 09:00:00", "2011-01-25 09:00:00"
DAYS_ROWS = 9_000
HISTORY = [
    row("536001", "22423", 10, "12.75"),
    row("536002", "22423", 4, "11.00", at="2011-01-05 10:00:00"),
    row("536003", "21232", 2, "1.25", customer=""),
    row("536004", "85049e", 5, "2.00", customer="12345.0"),
    row("C536100", "22423", -12, "12.75", at=LATER),
    row("C536101", "22423", -5, "12.75", at=LAST),
    row("C536102", "21232", -1, "1.25", customer="", at=LATER),
    row("C536103", "85049e", -1, "2.00", at=LATER),
    row("C536104", "POST", -1, "18.0", at=LATER, name="POSTAGE"),
    row("C536105", "85049e", -5, "2.00", customer="12345.0", at=LATER),
    row("C536106", "85049e", -1, "2.00", customer="12345.0", at=LAST),
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def replayed(take_in, tmp_path):
    path = write(tmp_path / "year.csv", HISTORY)
    return path, take_in(path, mode="returns")["cancellations"]


def test_every_row_is_matched_as_far_as_it_can_be_or_says_why_not(replayed):
    _, found = replayed
    assert {one["reason"]: (one["rows"], one["units"], one["returned"]) for one in found} == {
        MATCHED: (2, 17, 17),
        matching.MORE_THAN_SOLD: (1, 5, 2),
        matching.NO_CUSTOMER: (1, 1, 0),
        matching.NEVER_BOUGHT: (1, 1, 0),
        matching.NOT_GOODS: (1, 1, 0),
        matching.ALL_BACK: (1, 1, 0),
    }


def test_units_come_from_the_lines_of_that_price_first_and_then_from_others(replayed):
    returned = dict(OrderLine.objects.values_list("order__external_id", "returned"))
    assert returned == {"536001": 10, "536002": 4, "536003": 0, "536004": 5}
    credit = ImportedCredit.objects.get(invoice="C536100")
    assert (credit.matched_quantity, credit.line.order.external_id) == (12, "536001")


def test_each_order_it_reaches_has_a_return_with_its_worth_and_the_books_hold(replayed, broken_promises):
    worth = {ret.order.external_id: ret.credited_amount for ret in Return.objects.filter(comment="Invoice C536100")}
    assert worth == {"536001": Decimal("127.50"), "536002": Decimal("22.00")}
    assert set(Return.objects.values_list("state", flat=True)) <= {"resolved", "closed"}
    assert broken_promises() == {}


def test_the_raw_file_allows_exactly_that(replayed):
    path, found = replayed
    assert units_that_can_come_back([path]) == (25, sum(one["returned"] for one in found))


def test_a_second_run_brings_nothing_back_twice(replayed, take_in):
    path, found = replayed
    again = take_in(path, mode="returns")
    assert (again["cancellations"], again["orders_created"]) == (found, 0)
    assert Return.objects.count() == 4
    assert Order.objects.count() == 4


@pytest.mark.slow
@pytest.mark.skipif(not FOLDER.exists(), reason=f"No UCI Online Retail files in {FOLDER} (set UCI_RETAIL_DIR).")
def test_days_of_the_data_set_give_back_what_they_allow(take_in, tmp_path, broken_promises):
    path = write(tmp_path / "days.csv", first_rows(FOLDER / "online-retail-2010-12.csv.gz", DAYS_ROWS))
    found = take_in(path, mode="returns")["cancellations"]
    wanted, came = units_that_can_come_back([path])
    assert came > 50
    assert sum(one["returned"] for one in found) == came
    assert sum(one["units"] for one in found if one["reason"] != matching.NOT_GOODS) == wanted
    sums = OrderLine.objects.aggregate(back=Sum("returned"), over=Sum("returned", filter=Q(returned__gt=F("shipped"))))
    assert (sums["back"], sums["over"]) == (came, None)
    assert broken_promises() == {}


@pytest.mark.slow
@pytest.mark.skipif(not FOLDER.exists(), reason=f"No UCI Online Retail files in {FOLDER} (set UCI_RETAIL_DIR).")
def test_the_whole_data_set_gives_back_what_it_allows(take_in, broken_promises, pytestconfig):
    """All six months take minutes: with ``--long`` (read in ``docs/how/imports.md``)."""
    if not pytestconfig.getoption("long", False):
        pytest.skip("All six months: --long")
    paths = sorted(FOLDER.glob("online-retail-*.csv.gz"))
    found = take_in(*paths, mode="returns")["cancellations"]
    print(*found, sep="\n")
    wanted, came = units_that_can_come_back(paths)
    assert sum(one["returned"] for one in found) == came
    assert sum(one["units"] for one in found if one["reason"] != matching.NOT_GOODS) == wanted
    assert not OrderLine.objects.filter(returned__gt=F("shipped")).exists()
    assert broken_promises() == {}
