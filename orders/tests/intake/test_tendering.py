"""Tenders are used in their order: one that leaves another nothing to pay, or the order unpaid, is refused."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from orders.errors import RequestRefused
from orders.intake.requests import TenderRequest
from orders.models import Order, OrderTender
from orders.services.drafts import create_draft
from orders.tests.factories import placed_order

pytestmark = pytest.mark.django_db


def tenders(*given: tuple[str, int | str | None]) -> list[TenderRequest]:
    return [
        TenderRequest(kind=kind, amount=None if amount is None else Decimal(amount), token="A" * 16)
        for kind, amount in given
    ]


# The order costs 30.00.
@pytest.mark.parametrize(
    "given",
    [
        [("card", None)],
        [("card", 10), ("transfer", None)],
        [("store_credit", None), ("gift_card", None), ("card", 10), ("transfer", None)],
        [("card", 10), ("card", 20)],
        [("card", 10), ("store_credit", None)],
        [("card", 40), ("transfer", None)],
        [],
    ],
)
def test_amounts_and_the_rest_are_kept_in_their_order(shop, given):
    order = placed_order(shop, {0: 2}, tenders=tenders(*given))

    kept = OrderTender.objects.filter(order=order).order_by("position").values_list("kind", "amount")
    assert list(kept) == given


@pytest.mark.parametrize(
    ("given", "field", "why"),
    [
        ([("card", None), ("transfer", 10)], "tenders[0].amount", "or move it to the end"),
        ([("card", None), ("transfer", None)], "tenders[0].amount", "Give this one an amount"),
        ([("store_credit", None), ("card", None), ("check", None)], "tenders[1].amount", "move it to the end"),
        ([("card", 10), ("transfer", "19.99")], "tenders[1].amount", "€29.99, and the order costs €30.00. Add €0.01"),
        ([("card", 10)], "tenders[0].amount", "leave the last one without an amount"),
        ([("card", 10), ("barter", None)], "tenders[1].kind", "is not one of card"),
        ([("card", "10.001"), ("card", None)], "tenders[0].amount", ""),
        ([("card", 0), ("card", None)], "tenders[0].amount", ""),
        ([("card", -1), ("card", None)], "tenders[0].amount", ""),
    ],
)  # fmt: skip
def test_what_could_not_be_paid_so_is_refused_with_its_field_and_what_to_do(shop, given, field, why):
    with pytest.raises(RequestRefused) as refused:
        placed_order(shop, {0: 2}, tenders=tenders(*given))

    assert refused.value.context["field"] == field
    assert why in refused.value.message
    assert not Order.objects.exists()


def test_a_draft_is_refused_as_the_order_would_be(shop):
    with pytest.raises(RequestRefused, match="it pays the rest"):
        create_draft(shop.request({0: 2}, tenders=tenders(("card", 10))), actor=SYSTEM)
