"""A table of orders, one row a line: checked, placed, every row accounted for."""

import csv
import io
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.actors import SYSTEM
from core.effects import drain
from core.models import Effect, ImportJob, ImportRow
from desk.imports.table.reporting import refusal_lines
from desk.imports.table.staging import LARGE, stage_table
from desk.imports.table.starting import cancel_import, describe, queue_import
from orders.models import Order, OrderLine
from orders.tests.kits import sell_kit

pytestmark = pytest.mark.django_db(transaction=True)

HEADERS = ["external_id", "customer_name", "customer_email", "ship_line1", "ship_city", "ship_country",
           "ship_postal_code",
           "sku", "quantity", "unit_price"]  # fmt: skip


def line(order, sku, quantity=1, price="", *, name="Ada Lovelace", country="DE"):
    return [order, name, f"{order}@example.com", "Linden 1", "Berlin", country, "10117", sku, str(quantity), price]


@pytest.fixture
def write(tmp_path):
    def to_file(rows, *, delimiter=",", encoding="utf-8", headers=HEADERS, name="orders.csv"):
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter).writerows([headers, *rows])
        path = tmp_path / name
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return to_file


@pytest.fixture
def take(shop):
    def run(path, **options):
        out = StringIO()
        values = {"format": "orders-csv", "channel": shop.channel.code, "json": True, "stdout": out, **options}
        call_command("import_orders", str(path), **values)
        return json.loads(out.getvalue())

    return run


@pytest.fixture
def skus(shop):
    return [sku.code for sku in shop.skus]


def test_a_row_of_a_kit_is_one_row_and_points_to_the_first_of_its_lines(shop, write, take, skus):
    sell_kit(shop, {0: 2, 2: 1})
    take(write([line("A", "KIT-1", 2), line("A", skus[1])]))

    order = Order.objects.get()
    targets = [OrderLine.objects.get(pk=row.target_id) for row in ImportRow.objects.order_by("line")]
    assert [(one.sku.code, one.position) for one in targets] == [("SKU-1", 1), ("SKU-2", 3)]
    assert order.kits.get().quantity == 2


def test_rows_with_one_number_are_one_order_wherever_they_stand(write, take, skus):
    told = take(write([line("A", skus[0]), line("B", skus[1], 2), line("A", skus[2])]))

    assert (told["orders_created"], told["outcomes"]) == (2, {"order_line": 3})
    assert list(Order.objects.get(external_id="A").lines.values_list("sku__code", flat=True)) == [skus[0], skus[2]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_is_read_with_any_usual_delimiter_with_or_without_bom(write, take, skus, delimiter, encoding):
    told = take(write([line("A", skus[0], name="Zoë Å")], delimiter=delimiter, encoding=encoding))

    assert told["orders_created"] == 1
    assert Order.objects.get(external_id="A").customer.name == "Zoë Å"


def test_a_bad_row_refuses_its_order_alone_and_says_line_and_column(write, take, skus):
    told = take(
        write([line("A", skus[0]), line("B", skus[0]), line("B", "NOPE"), line("C", skus[1], "x"), line("D", skus[1])])
    )

    assert told["orders_created"] == 2
    assert told["outcomes"] == {"order_line": 2, "rejected": 3}
    found = list(ImportRow.objects.filter(outcome="rejected").order_by("line").values_list("line", "field"))
    assert found == [(3, ""), (4, "sku"), (5, "quantity")]


def test_all_or_nothing_places_nothing_when_one_row_is_bad(write, take, skus):
    told = take(write([line("A", skus[0]), line("B", "NOPE")]), policy="reject_all")

    assert (told["state"], told["orders_created"]) == ("failed", 0)
    assert not Order.objects.exists()


def test_all_or_nothing_places_everything_when_all_is_good(write, take, skus):
    told = take(write([line("A", skus[0]), line("B", skus[1])]), policy="reject_all")

    assert (told["state"], told["orders_created"]) == ("done", 2)


def test_a_dry_run_checks_every_row_and_places_nothing_and_the_import_goes_on_from_it(write, take, skus):
    path = write([line("A", skus[0]), line("B", "NOPE")])

    told = take(path, dry_run=True)

    assert (told["state"], told["outcomes"]) == ("checked", {"checked": 1, "rejected": 1})
    assert not Order.objects.exists()
    assert take(path)["outcomes"] == {"order_line": 1, "rejected": 1}


def test_the_same_file_again_and_the_same_orders_in_another_file_place_nothing_more(write, take, skus):
    take(write([line("A", skus[0])]))
    take(write([line("A", skus[0])]))
    told = take(write([line("A", skus[0]), line("B", skus[0])], name="other.csv"))

    assert told["outcomes"] == {"order_line": 1, "repeat": 1}
    assert Order.objects.count() == 2


def test_rows_of_one_order_that_disagree_are_refused_with_the_column(write, take, skus):
    told = take(write([line("A", skus[0]), line("A", skus[1], country="FR")]))

    assert told["outcomes"] == {"rejected": 2}
    assert ImportRow.objects.get(line=3).field == "ship_country"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"a,a\n1,2\n", "twice"),
        (b"external_id,sku\n", "no rows"),
        (b"PK\x03\x04rest", "workbook"),
        ("external_id,sku\nß,1\n".encode("latin-1"), "not UTF-8"),
        (b"sku,quantity\n1,2\n", "Say which column holds external_id"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(take, tmp_path, content, says):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=says):
        take(path)


def test_the_report_names_each_refused_row_and_cannot_run_formulas(write, take, skus):
    take(write([line("=cmd()", "=1+2"), line("B", skus[0])]))
    job = ImportJob.objects.get()

    lines = list(csv.reader(refusal_lines(job)))

    assert lines[0][:4] == ["line", "external_id", "column", "reason"]
    assert (lines[1][0], lines[1][1], lines[1][2]) == ("2", "'=cmd()", "sku")
    assert len(lines) == 2


def test_workers_place_a_file_in_stretches_and_a_cancel_stops_it(write, shop, skus, monkeypatch):
    monkeypatch.setattr("desk.tasks.CHUNK_SECONDS", 0.0)
    monkeypatch.setattr("desk.imports.table.working.ROWS_AT_ONCE", 2)
    options = {"channel": shop.channel.code}
    job = stage_table(path=write([line(f"A{n}", skus[0]) for n in range(6)]), name="a.csv", options=options).job
    queue_import(job_id=job.pk, actor=SYSTEM)

    drain(["bulk"])

    job.refresh_from_db()
    assert (job.state, job.orders_created, Order.objects.count()) == ("done", 6, 6)
    assert Effect.objects.filter(task="desk.tasks.work_import", state="done").count() == 4

    other = stage_table(path=write([line(f"B{n}", skus[0]) for n in range(6)]), name="b.csv", options=options).job
    queue_import(job_id=other.pk, actor=SYSTEM)
    cancel_import(job_id=other.pk, actor=SYSTEM)
    drain(["bulk"])
    assert Order.objects.count() == 6


def test_the_planner_hears_of_a_large_file_before_it_is_asked_about_it(write, shop, skus):
    """A second large file was once staged for minutes, because by the figures of the first it had one row."""
    options = {"channel": shop.channel.code}
    jobs = [
        stage_table(
            path=write([line(f"{name}{n}", skus[0]) for n in range(LARGE)]), name=f"{name}.csv", options=options
        ).job
        for name in ("a", "b")
    ]

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT most_common_vals::text::bigint[] FROM pg_stats WHERE (tablename, attname) = (%s, %s)",
            ["core_importrow", "job_id"],
        )
        assert set(cursor.fetchone()[0]) == {job.pk for job in jobs}


def test_columns_can_be_named_by_hand(write, shop, skus):
    headers = ["Nr", "Wer", "Artikel", "Menge", "Ort", "Land", "Str"]
    path = write([["A", "Ada", skus[0], "1", "Berlin", "DE", "Linden 1"]], headers=headers)
    job = stage_table(path=path, name="a.csv", options={}).job
    mapping = dict(zip(
        ["external_id", "customer_name", "sku", "quantity", "ship_city", "ship_country", "ship_line1"], headers,
        strict=True,
    ))  # fmt: skip

    describe(job_id=job.pk, mapping=mapping, channel=shop.channel.code, policy="skip_bad", actor=SYSTEM)
    queue_import(job_id=job.pk, actor=SYSTEM)
    drain(["bulk"])

    assert Order.objects.get().external_id == "A"
    assert OrderLine.objects.count() == 1
