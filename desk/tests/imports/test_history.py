"""A file as history: finished orders, books in balance, nothing told to anybody."""

from decimal import Decimal

import pytest

from core.models import Effect, Event, ImportJob, ImportRow
from desk.imports.historical import running
from desk.imports.jobs import stage_file
from desk.models import ImportedAdjustment, ImportedCredit
from desk.tests.imports.files import FACTS, MONTH, row, write
from inventory.models import StockMovement
from orders.models import Order
from payments.models import Payment, PaymentTransaction

pytestmark = pytest.mark.django_db


def test_the_figures_of_a_month_come_back_from_the_books(take_in, tmp_path, broken_promises):
    found = take_in(write(tmp_path / "month.csv", MONTH))

    assert found["2011-01"] == FACTS
    assert found["ALL"] == FACTS
    assert (found["orders_created"], found["rows_rejected"], found["rows_accounted"]) == (3, 1, 14)
    assert broken_promises() == {}


def test_a_past_order_is_complete_paid_and_silent(take_in, tmp_path):
    take_in(write(tmp_path / "month.csv", MONTH))

    order = Order.objects.get(external_id="536001")
    assert (order.state, order.is_historical, order.fulfillment_status) == ("completed", True, "delivered")
    assert [line.ordered for line in order.lines.all()] == [10, 10, 3, 2]
    assert not Effect.objects.exists()
    assert not StockMovement.objects.exists()
    names = list(Event.objects.filter(order_id=order.pk).order_by("seq").values_list("seq", "name"))
    assert names[:3] == [(1, "orders.placed"), (2, "orders.confirmed"), (3, "orders.completed")]


def test_cancellations_reduce_the_order_and_give_the_money_back(take_in, tmp_path):
    take_in(write(tmp_path / "month.csv", MONTH))

    order = Order.objects.get(external_id="536001")
    assert sum(line.canceled for line in order.lines.all()) == 6
    # 6 × 12.75 for the goods and 18.00 for the postage
    assert order.total == Decimal("178.50")
    assert order.refunded_amount == Decimal("94.50")
    payment = Payment.objects.get(order=order)
    assert (payment.captured_amount, payment.refunded_amount) == (Decimal("273.00"), Decimal("94.50"))
    assert PaymentTransaction.objects.filter(payment=payment, kind="refund").count() == 1


def test_what_matches_nothing_is_kept_as_unmatched_credit(take_in, tmp_path):
    take_in(write(tmp_path / "month.csv", MONTH))

    left = dict(ImportedCredit.objects.values_list("invoice", "unmatched_value"))
    assert left == {
        "C536100": Decimal(0),
        "C536101": Decimal("-3.50"),
        "C536102": Decimal("27.50"),
        "C536103": Decimal(0),
    }
    assert set(ImportedAdjustment.objects.values_list("quantity", "applied_at")) == {(-3, None), (5, None)}


def test_every_row_points_at_what_it_became_and_no_two_at_the_same(take_in, tmp_path):
    take_in(write(tmp_path / "month.csv", MONTH))

    targets = list(ImportRow.objects.exclude(outcome="rejected").values_list("target_kind", "target_id"))
    assert len(targets) == len(set(targets)) == 13
    rejected = ImportRow.objects.get(outcome="rejected")
    assert (rejected.line, rejected.field) == (11, "UnitPrice")
    assert "nothing to charge" in rejected.reason


def test_the_same_file_again_changes_nothing_packed_or_not(take_in, tmp_path):
    first = take_in(write(tmp_path / "month.csv", MONTH))
    second = take_in(write(tmp_path / "month.csv.gz", MONTH))

    assert second["orders_created"] == 0
    assert second["ALL"] == first["ALL"]
    assert (Order.objects.count(), ImportJob.objects.count()) == (3, 1)


def test_an_invoice_that_comes_with_another_file_is_rejected_not_doubled(take_in, tmp_path):
    take_in(write(tmp_path / "month.csv", MONTH))
    again = take_in(write(tmp_path / "more.csv", [*MONTH[:2], row("536777", "22423", 1)]))

    assert (again["orders_created"], again["rows_rejected"]) == (1, 2)


def test_a_run_that_was_killed_goes_on_where_it_stopped(take_in, tmp_path, monkeypatch, broken_promises):
    path = write(tmp_path / "month.csv", MONTH)
    monkeypatch.setattr(running, "INVOICES_AT_ONCE", 1)
    job = stage_file(path=path, format_name="uci-retail", mode="historical").job

    class Killed(BaseException):
        """Stands for the process that ended."""

    def end_after_two(count):
        end_after_two.calls += 1
        if end_after_two.calls == 3:
            raise Killed

    end_after_two.calls = 0
    actor = running.Actor(kind="import", is_trusted=True)
    with pytest.raises(Killed):
        running.run_history(jobs=[job], may_create_skus=True, actor=actor, progress=end_after_two)
    assert 0 < Order.objects.count() < 3

    found = take_in(path)

    assert found["ALL"] == FACTS
    assert Order.objects.count() == 3
    assert broken_promises() == {}


def test_unreadable_rows_are_rejected_with_line_field_and_reason(take_in, tmp_path):
    rows = [row("536001", quantity="ten"), row("536001", quantity=2), row("536002", country="Atlantis")]
    found = take_in(write(tmp_path / "bad.csv", rows))

    told = list(ImportRow.objects.filter(outcome="rejected").order_by("line").values_list("line", "field"))
    assert told == [(2, "Quantity"), (4, "Country")]
    assert (found["orders_created"], found["rows_accounted"]) == (1, 3)
