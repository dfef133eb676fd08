"""Splitting beside a payment that starts, and two merges at once, on two connections."""

import threading

import pytest
from django.db import connections

from core.actors import SYSTEM
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.tests.edits import broken
from orders.tests.factories import placed_order
from payments.models import PaymentTransaction
from payments.services import parting
from payments.services.parting import merge_unpaid, split_unpaid
from payments.services.starting import start_payments
from tests.races.crowd import PATIENCE_SECONDS, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

TRANSFER = {"tenders": [TenderRequest(kind="transfer")]}
WHY = {"actor": SYSTEM, "reason": "The chairs go to the office."}


def line(order: Order, position: int = 1):
    return order.lines.get(position=position)


def again(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def starting_meanwhile(monkeypatch, order: Order, *, patience: float) -> threading.Thread:
    """A payment that starts when the split has looked and not yet parted, if nothing keeps it waiting for so long."""
    real = parting.split_order

    def start() -> None:
        start_payments(order_id=order.pk, actor=SYSTEM)
        connections.close_all()

    rival = threading.Thread(target=start)

    def split_late(**arguments):
        rival.start()
        rival.join(timeout=patience)
        return real(**arguments)

    monkeypatch.setattr(parting, "split_order", split_late)
    return rival


def test_a_payment_that_starts_meanwhile_asks_for_what_is_left(shop, gateway, monkeypatch):
    order = placed_order(shop, {0: 3})
    rival = starting_meanwhile(monkeypatch, order, patience=1)

    split_unpaid(order_id=order.pk, units={line(order).pk: 2}, **WHY)
    rival.join(timeout=PATIENCE_SECONDS)

    assert PaymentTransaction.objects.get(payment__order=order).amount == again(order).total == 18


def test_two_merged_into_one_another_at_once_never_wait_for_each_other(shop):
    one, two = placed_order(shop, {0: 1}, **TRANSFER), placed_order(shop, {0: 2}, **TRANSFER)

    results = all_at_once([
        lambda: merge_unpaid(order_id=one.pk, other_id=two.pk, **WHY),
        lambda: merge_unpaid(order_id=two.pk, other_id=one.pk, **WHY),
    ])  # fmt: skip

    assert sorted(type(result).__name__ for result in results) == ["MoveRefused", "Order"]
    assert shop.level().allocated == 3
    assert broken() == {}


def test_without_the_lock_more_is_asked_for_than_the_order_costs(shop, gateway, monkeypatch):
    """Negative control."""
    order = placed_order(shop, {0: 3})
    rival = starting_meanwhile(monkeypatch, order, patience=PATIENCE_SECONDS)
    look_only = parting.lock_payments
    seen = []

    def unlocked_at_first(order_id):
        if seen:
            return look_only(order_id)
        seen.append(order_id)
        return Order.objects.get(pk=order_id), []

    monkeypatch.setattr(parting, "lock_payments", unlocked_at_first)
    split_unpaid(order_id=order.pk, units={line(order).pk: 2}, **WHY)
    rival.join(timeout=PATIENCE_SECONDS)

    assert PaymentTransaction.objects.get(payment__order=order).amount > again(order).total
