"""Exported files say what the books say, tell nothing of a person, and an export that was stopped goes on."""

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Count, Sum

from core.errors import InvalidInput
from core.models import Event
from orders.models import Order, OrderLine
from payments.models import PaymentTransaction
from payments.tests.factories import confirmed_by_workers, ship

pytest.importorskip("duckdb")
from reports.parquet import exporting
from reports.parquet.asking import ask, open_export
from reports.parquet.exporting import export_parquet
from reports.parquet.tables import EXPORTED, columns_of

pytestmark = pytest.mark.django_db
QUESTIONS = sorted((Path(__file__).resolve().parents[2] / "analytics").glob("*.sql"))


def test_sums_in_duckdb_are_the_sums_of_the_books_and_every_question_is_answered(shop, tmp_path):
    ship(confirmed_by_workers(shop, {0: 2, 1: 1}), {1: 2}, 1)
    confirmed_by_workers(shop, {1: 1, 0: 1})
    practice = confirmed_by_workers(shop)
    Order.objects.filter(pk=practice.pk).update(is_practice=True)

    call_command("export_parquet", to=tmp_path, stdout=StringIO())

    real = Order.objects.filter(is_practice=False)
    wanted = [
        ("orders", "sum(total), count(*)", real.aggregate(a=Sum("total"), b=Count("pk"))),
        ("lines", "sum(amount), sum(ordered)::BIGINT",
         OrderLine.objects.filter(order__in=real).aggregate(a=Sum("amount"), b=Sum("ordered"))),
        ("transactions", "sum(amount), count(*)",
         PaymentTransaction.objects.filter(payment__order__in=real).aggregate(a=Sum("amount"), b=Count("pk"))),
        ("events", "sum(seq)::BIGINT, count(*)",
         Event.objects.filter(order_id__in=real.values("pk")).aggregate(a=Sum("seq"), b=Count("pk"))),
    ]  # fmt: skip
    with open_export(tmp_path) as engine:
        for table, asked, books in wanted:
            assert engine.execute(f"SELECT {asked} FROM {table}").fetchone() == tuple(books.values()), table
        assert engine.execute("SELECT count(*) FROM orders WHERE placed_at IS NULL").fetchone() == (0,)
    answers = list(ask(tmp_path, QUESTIONS))
    assert len(answers) == 5
    assert all(answer.columns for answer in answers)
    assert (answers[0].title[:3], answers[0].rows[0][1], answers[0].rows[0][2]) == ("ABC", "A", answers[0].rows[0][2])
    assert Decimal(answers[0].rows[0][4]) > 0


def test_no_column_that_says_something_of_a_person_is_exported():
    names = {(exported.model, column.name) for exported in EXPORTED for column in columns_of(exported)}

    assert {("orders.order", name) for name in ("client_ip", "delivery_instructions", "vat_id")} & names == set()
    assert {("payments.payment", name) for name in ("token", "card_fingerprint", "card_last4")} & names == set()
    assert ("orders.order", "customer_id") in names


def test_a_stopped_export_goes_on_and_leaves_no_half_file(shop, tmp_path, monkeypatch):
    confirmed_by_workers(shop)
    write, stops_at = exporting._to_parquet, "lines"

    def dies(raw, columns, fresh):
        if stops_at in str(raw):
            fresh.write_bytes(b"half")
            raise KeyboardInterrupt
        return write(raw, columns, fresh)

    monkeypatch.setattr(exporting, "_to_parquet", dies)
    with pytest.raises(KeyboardInterrupt):
        list(export_parquet(tmp_path))
    first = json.loads((tmp_path / "export.json").read_text())["done"]
    monkeypatch.setattr(exporting, "_to_parquet", write)

    rest = dict(export_parquet(tmp_path))

    assert first
    assert set(first) & set(rest) == set()
    assert any(name.startswith("lines/") for name in rest)
    assert list(tmp_path.rglob("*.new")) == list(tmp_path.rglob("*.csv")) == []
    assert json.loads((tmp_path / "export.json").read_text())["finished_at"]


def test_a_folder_with_something_else_in_it_is_left_alone(db, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")

    with pytest.raises(InvalidInput, match="something else"):
        list(export_parquet(tmp_path))
