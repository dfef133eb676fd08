"""A list as a file: which rows, which columns, by whose rights, and how its cells look."""

import csv
import io
from datetime import datetime

import pytest
from django.contrib import admin
from openpyxl import load_workbook

from accounts.selectors import actor_of
from core.errors import InvalidInput, NotPermitted
from orders.intake.requests import CustomerRequest
from orders.models import Order
from orders.tests.factories import placed_order
from reports.errors import TooManyRows
from reports.exports.choosing import choose_columns
from reports.exports.filtering import filtered
from reports.lists import EXPORT_LISTS, list_named
from reports.models import Export
from reports.services import downloading
from reports.services.downloading import download_list
from reports.services.requesting import Wish
from reports.statuses import FileFormat

pytestmark = pytest.mark.django_db
EVIL = CustomerRequest(name='=HYPERLINK("http://evil")', email="e@example.com")


def download(user, query="", columns=(), file_format=FileFormat.CSV):
    return download_list(
        wish=Wish(list_name="orders.order", query=query, columns=columns), file_format=file_format, user=user
    )


def content(found) -> bytes:
    with found.file as file:
        return file.read()


def table(found) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content(found).decode(), newline="")))


def test_the_file_holds_what_the_list_shows_oldest_first_with_inert_cells_and_plain_values(shop, staff):
    first, second = placed_order(shop, customer=EVIL), placed_order(shop)
    Order.objects.filter(pk=second.pk).update(is_on_hold=True, promised_on="2026-12-24")

    found = download(staff(), columns=["number", "customer", "placed_at", "total", "on_hold", "promised_on"])
    filtered_one = download(staff("CSR"), query="is_on_hold__exact=1", columns=["number"])

    head, one, other = table(found)
    assert head == ["number", "placed_at", "on_hold", "customer", "total", "promised_on"]
    assert [one[0], other[0]] == [first.number, second.number]
    assert (one[2], one[3], other[2], other[5]) == ("false", '\'=HYPERLINK("http://evil")', "true", "2026-12-24")
    assert other[4] == f"{second.total.normalize():f}"
    assert one[1].endswith("Z")
    assert datetime.fromisoformat(one[1]) == Order.objects.get(pk=first.pk).placed_at
    assert table(filtered_one) == [["number"], [second.number]]


def test_a_workbook_has_numbers_moments_and_text_that_is_nothing_but_text(shop, staff):
    order = placed_order(shop, customer=EVIL)

    found = download(staff(), columns=["customer", "total", "placed_at"], file_format=FileFormat.XLSX)

    book = load_workbook(io.BytesIO(content(found)))
    (placed_at, customer, total) = next(book.worksheets[0].iter_rows(min_row=2))
    assert (customer.value, customer.data_type, total.data_type) == (EVIL.name, "s", "n")
    assert (placed_at.is_date, float(total.value)) == (True, float(order.total))
    assert ["rows", "1"] in [[cell.value for cell in row] for row in book["About"].iter_rows()]


def test_columns_with_personal_data_are_left_out_and_named_for_who_has_no_right_to_them(shop, staff):
    shape = list_named("orders.order")

    usual = choose_columns(shape, (), actor_of(staff("CSR")))
    asked = choose_columns(shape, ["number", "email"], actor_of(staff("Payments")))
    allowed = choose_columns(shape, ["number", "email"], actor_of(staff("CSR lead")))

    assert (usual.is_personal, usual.left_out) == (False, [])
    assert (asked.names, asked.left_out) == (["number"], ["email"])
    assert allowed.names == ["number", "email"]


def test_nothing_is_exported_without_the_right_or_by_columns_and_filters_that_do_not_exist(shop, staff):
    placed_order(shop)
    user = staff()
    with pytest.raises(NotPermitted):
        download(staff("Warehouse"))
    for wish in (
        {"columns": ["nonsense"]},
        {"query": "state=nonsense"},
        {"query": "nonsense=1"},
        {"query": "number__x=1"},
    ):
        with pytest.raises(InvalidInput):
            download(user, **wish)

    assert not Export.objects.exists()


def test_who_took_what_out_is_written_down_with_the_files_measures(shop, staff):
    placed_order(shop)

    found = download(staff(), columns=["number", "email"])

    export = Export.objects.get()
    assert (export.rows, export.size, export.is_personal, export.state) == (1, len(content(found)), True, "direct")
    assert (export.owner.username, export.columns, len(export.sha256)) == ("manager", ["number", "email"], 64)


def test_a_large_list_is_made_by_the_workers_and_no_workbook_is_made_of_it(shop, staff, monkeypatch):
    for _ in range(2):
        placed_order(shop)
    monkeypatch.setattr(downloading, "DIRECT_ROWS", 1)
    monkeypatch.setattr(downloading, "XLSX_ROWS", 1)
    user = staff()

    large = download(user)
    with pytest.raises(TooManyRows, match="Take CSV"):
        download(user, file_format=FileFormat.XLSX)

    assert large.file is None
    assert (large.export.state, Export.objects.count()) == ("requested", 1)


def test_every_list_can_be_written_with_all_its_columns_and_has_its_button(shop, staff):
    user = staff("Admin")
    for name, shape in EXPORT_LISTS.items():
        names = [column.name for column in shape.columns]

        found = download_list(wish=Wish(list_name=name, columns=names), file_format=FileFormat.CSV, user=user)

        assert table(found)[0] == names
        assert hasattr(admin.site.get_model_admin(shape.model), "export_view")


def test_the_rules_of_who_sees_which_rows_hold_for_files(shop, staff):
    placed_order(shop)
    mine = filtered(list_named("support.case"), "queue=mine", staff("CSR"))

    assert "assignee" in str(mine.query)
