"""Rows as text become values, or a reason."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.models import RowOutcome
from desk.imports.errors import FileRefused
from desk.imports.uci.classing import class_rows, is_goods
from desk.imports.uci.countries import country_code
from desk.imports.uci.parsing import RowRejected, parse_row
from desk.imports.uci.reading import COLUMNS, fingerprint, read_rows
from desk.tests.imports.files import MONTH, row, write


def parsed(*values, **options):
    return parse_row(2, dict(zip(COLUMNS, row(*values, **options), strict=True)))


def test_a_row_is_read_with_its_exact_price_and_the_moment_in_london():
    found = parsed("536365", "PADS", 3, "0.001", at="2011-05-04 10:15:00")

    assert (found.value, found.customer, found.quantity) == (Decimal("0.003"), "17850", 3)
    assert found.at.astimezone(UTC) == datetime(2011, 5, 4, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"quantity": "many"}, "Quantity"),
        ({"quantity": 0}, "Quantity"),
        ({"quantity": 1_000_001}, "Quantity"),
        ({"price": "free"}, "UnitPrice"),
        ({"price": "NaN"}, "UnitPrice"),
        ({"price": "0.0000001"}, "UnitPrice"),
        ({"at": "04/01/2011"}, "InvoiceDate"),
        ({"invoice": "no number"}, "InvoiceNo"),
        ({"code": ""}, "StockCode"),
        ({"customer": "<script>"}, "CustomerID"),
    ],
)
def test_a_row_that_cannot_be_read_names_its_field(values, field):
    with pytest.raises(RowRejected) as refusal:
        parsed(**{"invoice": "536365", **values})

    assert refusal.value.field == field
    assert refusal.value.reason


def test_postage_is_no_goods_but_vouchers_and_lower_case_variants_are():
    assert [is_goods(code) for code in ("22423", "85049e", "DCGS0003", "gift_0001_20", "PADS")] == [True] * 5
    assert [is_goods(code) for code in ("POST", "M", "BANK CHARGES", "AMAZONFEE", "D")] == [False] * 5


@pytest.mark.parametrize(
    ("rows", "outcomes"),
    [
        ([("536", "22423", 1, "1.0"), ("536", "21232", 1, "0.0")], [RowOutcome.ORDER_LINE] * 2),
        ([("536", "21232", 1, "0.0")], [RowOutcome.ORDER_LINE]),
        ([("536", "22423", 1, "1.0"), ("536", "M", -1, "0.5")], [RowOutcome.ORDER_LINE, RowOutcome.DISCOUNT]),
        ([("536", "M", -1, "0.5")], [RowOutcome.CREDIT]),
        ([("A536", "B", 1, "11062.06")], [RowOutcome.CREDIT]),
        ([("536", "22423", -9, "0.0")], [RowOutcome.ADJUSTMENT]),
        ([("536", "POST", 9, "0.0")], [RowOutcome.REJECTED]),
        ([("C536", "22423", -9, "1.0")], [RowOutcome.CREDIT]),
    ],
)
def test_what_a_row_is_depends_on_its_invoice(rows, outcomes):
    assert class_rows([parsed(*values) for values in rows]) == outcomes


def test_goods_without_price_and_without_anybody_are_stock_that_was_found():
    assert class_rows([parsed("536", "22423", 5, "0.0", customer="")]) == [RowOutcome.ADJUSTMENT]


def test_packed_and_plain_files_are_the_same_file(tmp_path):
    plain, packed = write(tmp_path / "a.csv", MONTH), write(tmp_path / "b.csv.gz", MONTH)

    assert list(read_rows(plain)) == list(read_rows(packed))
    assert fingerprint(plain) == fingerprint(packed)


def test_a_file_with_other_columns_or_a_damaged_one_is_refused(tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(write(tmp_path / "whole.csv.gz", MONTH).read_bytes()[:60])

    for path in (other, cut):
        with pytest.raises(FileRefused):
            list(read_rows(path))


def test_country_names_of_the_file_are_known():
    found = [country_code(name) for name in ("EIRE", "RSA", "Channel Islands", "Germany", "Atlantis")]

    assert found == ["IE", "ZA", "JE", "DE", ""]
