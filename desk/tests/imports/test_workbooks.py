"""Workbooks of orders: read as values through the same staging as text; what could hurt is refused with a sentence."""

import datetime as dt
import gzip
import io
import json
import zipfile
from contextlib import suppress
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import Workbook

from core.effects import drain
from core.models import ImportJob, ImportRow
from desk.imports.errors import FileRefused
from desk.imports.table import workbooks
from desk.imports.table.reading import FLAW, read_head, read_rows
from desk.imports.table.staging import stage_table
from orders.models import Order, OrderLine

HEADERS = ["external_id", "customer_name", "ship_line1", "ship_city", "ship_country", "sku", "quantity", "unit_price"]

# A workbook knows no zones.
DAY = dt.datetime.fromisoformat("2024-01-31 00:00:00")


@pytest.fixture
def save(tmp_path):
    def to_file(rows, *, name="orders.xlsx", change=lambda book: None):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        change(book)
        book.save(tmp_path / name)
        return tmp_path / name

    return to_file


def with_parts(path, parts):
    """The same file with more parts, or with other ones in their place."""
    target = path.with_name(f"made-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return target


def rows_of(path, **options):
    return list(read_rows(path, read_head(path, **options)))


@pytest.mark.django_db(transaction=True)
def test_a_workbook_uploaded_in_the_office_goes_the_way_of_a_csv_to_the_cent(shop, client, sign_in, save):
    sign_in("Admin")
    first, second = (sku.code for sku in shop.skus[:2])
    path = save([
        HEADERS,
        ["A", "Ada", "L 1", "Berlin", "DE", first, 2, 10.1],
        ["A", None, None, None, None, second, 1, "0.30"],
        [1002, "Bea", "L 2", "Berlin", "DE", first, "=1+1", None],
    ])  # fmt: skip
    page = client.post("/admin/imports/", {"file": SimpleUploadedFile("x.xlsx", path.read_bytes())}, follow=True)
    assert "What the columns hold" in page.content.decode()
    job = ImportJob.objects.get()
    form = {f"column-{name}": header for name, header in job.options["mapping"].items()}
    client.post(f"/admin/imports/{job.pk}/", {**form, "channel": shop.channel.code, "policy": "skip_bad"})
    drain(["bulk"])
    client.post(f"/admin/imports/{job.pk}/start/")
    drain(["bulk"])

    assert Order.objects.get().external_id == "A"
    sold = OrderLine.objects.order_by("position").values_list("ordered", "amount")
    assert [(ordered, str(amount)) for ordered, amount in sold] == [(2, "20.2000"), (1, "0.3000")]
    refused = ImportRow.objects.get(outcome="rejected")
    assert (refused.line, refused.group) == (4, "1002")
    assert refused.reason == "quantity holds a formula; copy the column and paste it as values."


def test_values_are_read_as_a_person_sees_them(save):
    def shape(book):
        book.active["D2"].number_format = "00000000"
        book.active["C2"].number_format = "yyyy-mm-dd"

    cells = [7, 0.1 + 0.2, DAY, 123, True, "=sum", 1e-7, DAY.replace(hour=9, minute=5), "  x "]
    path = save([[], list("abcdefghi"), cells], change=lambda book: None)
    path = save([list("abcdefghi"), cells, [], ["last"]], change=shape)

    found = rows_of(path)

    assert found[0] == (2, {
        "a": "7", "b": "0.3", "c": "2024-01-31", "d": "00000123", "e": "true", FLAW: found[0][1][FLAW],
        "g": "0.0000001", "h": "2024-01-31 09:05:00", "i": "  x ",
    })  # fmt: skip
    assert found[0][1][FLAW].startswith("f holds a formula")
    assert found[1:] == [(4, {"a": "last"})]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (1234567890123456, "more than 15 digits"),
        ("#N/A", "holds the error #N/A"),
        ("=A1", "holds a formula"),
        ("a_x0000_b", "a character that cannot be kept"),
    ],
)
def test_a_cell_that_lost_its_value_flaws_its_row(save, value, reason):
    ((line, row),) = rows_of(save([["a", "b"], ["x", value]]))

    assert (line, row["a"]) == (2, "x")
    assert reason in row[FLAW]
    assert "b" not in row


def test_a_cell_beyond_the_headers_flaws_its_row(save):
    assert "beyond the last header" in rows_of(save([["a"], ["x", "y"]]))[0][1][FLAW]


def test_the_sheet_is_the_first_one_seen_or_the_one_named(save):
    def two(book):
        book.active.sheet_state = "hidden"
        for title in ("May", "June"):
            book.create_sheet(title).append(["name"])
            book[title].append([title])

    path = save([["secret"], ["x"]], change=two)

    assert rows_of(path) == [(2, {"name": "May"})]
    assert rows_of(path, sheet="June") == [(2, {"name": "June"})]
    with pytest.raises(FileRefused, match="no such sheet to read; it has “Sheet”, “May”, “June”"):
        read_head(path, sheet="July")


@pytest.mark.django_db(transaction=True)
def test_each_sheet_of_a_file_is_a_job_of_its_own_and_the_same_sheet_is_known(save):
    def two(book):
        book.create_sheet("June").append(["external_id"])
        book["June"].append(["B"])

    path = save([["external_id"], ["A"]], change=two)
    jobs = [stage_table(path=path, name=path.name, options={}, sheet=sheet) for sheet in ("", "June", "June")]

    assert [job.is_new for job in jobs] == [True, True, False]
    assert [list(ImportRow.objects.filter(job=one.job).values_list("group", flat=True)) for one in jobs[:2]] == [
        ["A"], ["B"],
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_command_reads_a_workbook_by_the_name_of_its_sheet(shop, save):
    row = ["A", "Ada", "L 1", "Berlin", "DE", shop.skus[0].code, 1, 5]
    path = save([HEADERS, row], change=lambda book: setattr(book.active, "title", "May"))
    out = StringIO()

    call_command("import_orders", str(path), format="orders-csv", channel=shop.channel.code, sheet="May", json=True,
                 stdout=out)  # fmt: skip

    assert json.loads(out.getvalue())["orders_created"] == 1


BOMB = b"<worksheet>" + b" " * (40 * 1024 * 1024)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"xl/vbaProject.bin": b"x"}, "carries macros"),
        ({"xl/worksheets/sheet1.xml": BOMB}, "unpacks to far more"),
        ({"xl/media/a.bin": BOMB}, "unpacks to far more"),
        ({f"xl/media/{n}": b"" for n in range(2100)}, "unpacks to far more"),
        ({"xl/workbook.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}, "XML that workbooks do not have"),
        ({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}, "damaged workbook"),
        ({"xl/workbook.xml": b"<workbook/>"}, "damaged workbook|no such sheet|is no workbook"),
        ({"xl/worksheets/sheet1.xml": b"not xml"}, "damaged workbook"),
        (
            {
                "xl/worksheets/sheet1.xml": b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
                b'<row r="99999999999"><c r="A9"><v>1</v></c></row></sheetData></worksheet>'
            },
            "more than 1048576 rows",
        ),
    ],
)
def test_a_harmful_or_damaged_workbook_is_refused_with_a_sentence(save, parts, reason):
    path = with_parts(save([["a"], ["x"]]), parts)

    with pytest.raises(FileRefused, match=reason):
        rows_of(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "of the old kind"),
        (b"PK\x03\x04rest", "damaged workbook"),
    ],
)
def test_what_only_looks_like_a_workbook_is_refused_with_a_sentence(tmp_path, content, reason):
    path = tmp_path / "orders.csv"
    path.write_bytes(content)

    with pytest.raises(FileRefused, match=reason):
        read_head(path)


def test_a_document_of_another_program_and_a_packed_workbook_are_refused_with_a_sentence(save, tmp_path):
    text = io.BytesIO()
    with zipfile.ZipFile(text, "w") as parts:
        parts.writestr("word/document.xml", "<a/>")
    other = tmp_path / "letter.xlsx"
    other.write_bytes(text.getvalue())
    packed = tmp_path / "orders.xlsx.gz"
    packed.write_bytes(gzip.compress(save([["a"], ["x"]]).read_bytes()))

    with pytest.raises(FileRefused, match="no workbook of Excel's kind"):
        read_head(other)
    with pytest.raises(FileRefused, match="packed with gzip"):
        read_head(packed)


def test_every_cut_of_a_workbook_is_refused_with_a_sentence_or_read(save, tmp_path):
    whole = save([["a", "b"], ["x", 1], ["y", 2]]).read_bytes()
    path = tmp_path / "cut.xlsx"
    for end in range(5, len(whole), 97):
        path.write_bytes(whole[:end])
        with pytest.raises(FileRefused):
            rows_of(path)
    for place in range(30, len(whole), 41):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with suppress(FileRefused):
            rows_of(path)


def test_without_the_bound_of_a_part_the_bomb_would_be_unpacked(save, monkeypatch):
    path = with_parts(save([["a"], ["x"]]), {"xl/media/a.bin": BOMB})
    monkeypatch.setattr(workbooks, "_is_bomb", lambda info: False)

    assert rows_of(path) == [(2, {"a": "x"})]
