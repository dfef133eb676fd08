"""Two orders of one customer at once stay within the limit. Without the lock both would be lent to."""

import threading
from contextlib import suppress

import pytest

from core.actors import SYSTEM
from customers.models import Customer
from orders.intake.requests import TenderRequest
from orders.tests.factories import placed_order
from payments.models import Payment
from payments.services import lending
from payments.services.starting import start_payments
from payments.tests.factories import creditworthy
from tests.races.crowd import PATIENCE_SECONDS, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def read_together(monkeypatch, *, patience: float) -> None:
    """Both read what is used before either writes, if nothing keeps them apart for ``patience`` seconds."""
    together = threading.Barrier(2)
    read = lending.open_on_account

    def pause(*arguments, **options):
        used = read(*arguments, **options)
        with suppress(threading.BrokenBarrierError):
            together.wait(timeout=patience)
        return used

    monkeypatch.setattr(lending, "open_on_account", pause)


def owe_at_once(shop) -> list[str]:
    """States of two invoices of 30.00 at once, with a limit of 40.00."""
    creditworthy(40)
    tenders = [TenderRequest(kind="on_account")]
    orders = [placed_order(shop, {0: 2}, tenders=tenders) for _ in range(2)]
    all_at_once([lambda key=order.pk: start_payments(order_id=key, actor=SYSTEM) for order in orders])
    return sorted(Payment.objects.values_list("state", flat=True))


def test_of_two_orders_at_once_one_is_lent_to(shop, monkeypatch):
    read_together(monkeypatch, patience=0.5)

    assert owe_at_once(shop) == ["failed", "pending"]


def test_without_the_lock_the_limit_is_broken(shop, monkeypatch):
    read_together(monkeypatch, patience=PATIENCE_SECONDS)
    monkeypatch.setattr(lending, "lock_customer", lambda pk: Customer.objects.get(pk=pk))

    assert owe_at_once(shop) == ["pending", "pending"]
