"""Two clerks, one unit: its money is promised back once. Without the lock it would be promised twice."""

import threading
from contextlib import suppress

import pytest

from core.actors import SYSTEM
from core.audit.runner import check
from orders.models import Order
from payments.errors import UnitsNotRefundable
from payments.models import Payment, Refund
from payments.promises import PROMISES
from payments.selectors.refundable import RefundWish
from payments.services import granting
from payments.tests.test_granting import shipped
from tests.races.crowd import PATIENCE_SECONDS, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def priced_together(monkeypatch, *, patience: float) -> None:
    """Both have seen the unit free before either grants, if nothing keeps them apart for ``patience`` seconds."""
    together, price = threading.Barrier(2), granting.price_wish

    def pausing(order, wish):
        parts = price(order, wish)
        with suppress(threading.BrokenBarrierError):
            together.wait(timeout=patience)
        return parts

    monkeypatch.setattr(granting, "price_wish", pausing)


def grant_the_first_unit_twice(order: Order) -> list:
    """The order has one unit of its first line and other goods beside it: money enough for both."""
    wish = RefundWish(units={order.lines.get(position=1).pk: 1})

    def grant():
        return granting.grant_parts(order_id=order.pk, wish=wish, reason="broken", actor=SYSTEM)

    return all_at_once([grant, grant])


def units_given_back_twice() -> int:
    return check(next(one for one in PROMISES if one.name == "units_given_back_once")).violations


def test_of_two_who_give_back_the_same_unit_one_does_and_the_other_is_told(shop, gateway, monkeypatch):
    order = shipped(shop, {0: 1, 1: 1})
    priced_together(monkeypatch, patience=0.5)

    results = grant_the_first_unit_twice(order)

    assert sum(isinstance(result, UnitsNotRefundable) for result in results) == 1
    assert (Refund.objects.count(), units_given_back_twice()) == (1, 0)


def test_without_the_lock_a_unit_is_given_back_twice_and_the_books_tell(shop, gateway, monkeypatch):
    order = shipped(shop, {0: 1, 1: 1})
    priced_together(monkeypatch, patience=PATIENCE_SECONDS)
    monkeypatch.setattr(
        granting, "lock_payments", lambda key: (Order.objects.get(pk=key), list(Payment.objects.filter(order=key)))
    )
    # Two facts at once would break at the timeline's own key, and hide the race.
    monkeypatch.setattr(granting, "publish", lambda *_, **__: None)

    grant_the_first_unit_twice(order)

    assert (Refund.objects.count(), units_given_back_twice()) == (2, 1)
