"""Several ways to pay in a file of orders: CSV and workbooks share the columns."""

# The fixtures of the other file are arguments here.
# ruff: noqa: F811

from decimal import Decimal

import pytest

from core.models import ImportRow
from desk.tests.imports.test_table import HEADERS, line, skus, take, write  # noqa: F401
from orders.models import Order, OrderTender

pytestmark = pytest.mark.django_db(transaction=True)
TENDERS = [
    f"payment{place}{part}" for place in ("", "_2", "_3") for part in ("", "_token", "_amount")
]  # fmt: skip


def paid(order: str, sku: str, *cells: str) -> list[str]:
    """Two units, 30.00 with shipping and tax."""
    return [*line(order, sku, 2), *cells, *[""] * (len(TENDERS) - len(cells))]


def test_tenders_of_a_row_are_kept_in_their_order_and_the_last_pays_the_rest(write, take, skus):
    row = paid("A", skus[0], "card", "tok_visa", "12.50", "store_credit", "", "", "transfer")

    told = take(write([row], headers=HEADERS + TENDERS))

    assert told["orders_created"] == 1
    kept = OrderTender.objects.order_by("position").values_list("kind", "token", "amount")
    assert list(kept) == [("card", "tok_visa", Decimal("12.50")), ("store_credit", "", None), ("transfer", "", None)]


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        (("card", "tok_visa", "", "transfer", "", "5"), "payment_amount", "move it to the end"),
        (("card", "tok_visa", "10", "transfer", "", "19"), "payment_2_amount", "Add €1.00"),
        (("card", "tok_visa", "ten"), "payment_amount", "is not a number"),
        (("card", "tok_visa", "10", "shells"), "payment_2", "is not one of"),
        (("card", "tok_visa", "10", "", "", "", "transfer"), "payment_3", "Fill in payment_2 first"),
        (("card", "tok_visa", "10", "", "", "20"), "payment_2_amount", "Say in payment_2 how it is paid"),
        (("", "tok_visa"), "payment_token", "Say in payment how it is paid"),
    ],
)
def test_what_cannot_be_paid_so_is_refused_by_its_column_with_what_to_do(write, take, skus, cells, column, why):
    take(write([paid("A", skus[0], *cells)], headers=HEADERS + TENDERS))

    row = ImportRow.objects.get()
    assert (row.outcome, row.field) == ("rejected", column)
    assert why in row.reason
    assert not Order.objects.exists()
