"""A file taken in live: receipts, orders placed as a shop would, cancellations taken back."""

from decimal import Decimal

import pytest

from core.models import Effect, ImportRow
from desk.models import ImportedAdjustment, ImportedCredit
from desk.tests.imports.files import FACTS, MONTH, row, write
from inventory.models import StockLevel, StockMovement
from orders.models import Backorder, Order, OrderTender

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(take_in, tmp_path):
    return take_in(write(tmp_path / "month.csv", MONTH), mode="live")


def test_the_figures_are_those_of_history(taken):
    assert taken["ALL"] == FACTS
    assert (taken["orders_created"], taken["rows_accounted"]) == (3, 14)


def test_stock_is_opened_by_receipts_so_that_nothing_is_backordered(taken, broken_promises):
    level = StockLevel.objects.get(sku__code="22423")

    # 20 sold, 3 written off, 5 found: 28 received, then −3 and +5.
    assert (level.on_hand, level.allocated) == (30, 20)
    assert not Backorder.objects.exists()
    assert set(StockMovement.objects.filter(level=level).values_list("kind", "quantity")) == {
        ("receipt", 28), ("adjustment", -3), ("adjustment", 5),
    }  # fmt: skip
    assert ImportedAdjustment.objects.filter(applied_at=None).count() == 0
    assert broken_promises() == {}


def test_orders_are_placed_with_a_card_an_address_of_their_country_and_a_guest_where_nobody_is_named(taken):
    order = Order.objects.get(external_id="536002")

    assert (order.state, order.shipping_address.country) == ("placed", "IE")
    assert order.customer.external_id is None
    assert order.customer.email.endswith("@example.com")
    assert OrderTender.objects.get(order=order).token == "tok_visa"
    assert Effect.objects.filter(task="payments.tasks.start_payments", order_id=order.pk).exists()


def test_an_invoice_of_fees_alone_is_an_order_of_a_service(taken):
    (line,) = Order.objects.get(external_id="536003").lines.all()

    assert (line.sku.code, line.needs_shipping, line.amount) == ("SERVICE-BANK-CHARGES", False, Decimal("15.00"))


def test_late_cancellations_wait_to_be_sent_back_and_early_ones_cancel_lines(take_in, tmp_path):
    rows = [
        row("536001", "22423", 10, "12.75"),
        row("536001", "21232", 10, "1.00"),
        row("C536002", "22423", -4, "12.75", at="2011-01-04 12:00:00"),
        row("C536003", "21232", -1, "1.00", at="2011-01-30 12:00:00"),
    ]
    take_in(write(tmp_path / "month.csv", rows), mode="live")

    order = Order.objects.get(external_id="536001")
    assert [line.canceled for line in order.lines.all()] == [4, 0]
    assert order.total == Decimal("86.50")
    outcomes = ImportRow.objects.filter(group__startswith="C").order_by("line").values_list("outcome", flat=True)
    assert list(outcomes) == ["cancel", "return"]
    assert [one.settled_at is None for one in ImportedCredit.objects.order_by("invoice")] == [False, True]


def test_the_same_file_again_places_nothing_and_receives_nothing(take_in, tmp_path):
    path = write(tmp_path / "month.csv", MONTH)
    take_in(path, mode="live")
    before = StockMovement.objects.count(), Order.objects.count()

    again = take_in(path, mode="live")

    assert again["orders_created"] == 0
    assert again["ALL"] == FACTS
    assert (StockMovement.objects.count(), Order.objects.count()) == before


def test_history_and_live_of_one_file_do_not_meet(take_in, tmp_path):
    path = write(tmp_path / "month.csv", MONTH)

    assert take_in(path, mode="historical")["orders_created"] == 3
    assert take_in(path, mode="live")["orders_created"] == 3
