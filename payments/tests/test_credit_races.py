"""One gift card, two orders at once: it is spent once. Without lock and guard it would be spent twice."""

import threading
from contextlib import suppress
from decimal import Decimal

import pytest

from core.actors import SYSTEM
from orders.intake.requests import TenderRequest
from orders.tests.factories import placed_order
from payments.models import CreditAccount, Payment
from payments.services import crediting, moving_credit
from payments.services.starting import start_payments
from payments.tests.credit_factories import gift_card
from tests.races.crowd import PATIENCE_SECONDS, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def read_together(monkeypatch, *, patience: float) -> None:
    """Both read the balance before either takes from it, if nothing keeps them apart for ``patience`` seconds."""
    together = threading.Barrier(2)
    read = moving_credit.why_not

    def pause(*arguments):
        refusal = read(*arguments)
        with suppress(threading.BrokenBarrierError):
            together.wait(timeout=patience)
        return refusal

    monkeypatch.setattr(moving_credit, "why_not", pause)


def look_only(monkeypatch) -> None:
    monkeypatch.setattr(moving_credit, "lock_gift_card", lambda mark: CreditAccount.objects.get(fingerprint=mark))


def spend_at_once(shop) -> list:
    tender = TenderRequest(kind="gift_card", token=gift_card(21), amount=Decimal(18))
    orders = [placed_order(shop, tenders=[tender]) for _ in range(2)]
    return all_at_once([lambda key=order.pk: start_payments(order_id=key, actor=SYSTEM) for order in orders])


def test_of_two_orders_at_once_one_gets_the_credit_and_the_other_is_told_what_is_left(shop, monkeypatch):
    read_together(monkeypatch, patience=0.5)

    spend_at_once(shop)

    states = {payment.state: payment.failure for payment in Payment.objects.all()}
    assert states == {"authorized": "", "failed": "There are €3.00 left, and €18.00 were asked for."}
    assert CreditAccount.objects.get().balance == 3


def test_without_the_lock_the_database_still_refuses(shop, monkeypatch):
    look_only(monkeypatch)
    read_together(monkeypatch, patience=PATIENCE_SECONDS)

    results = spend_at_once(shop)

    assert sum(isinstance(result, crediting.CreditExhausted) for result in results) == 1
    assert CreditAccount.objects.get().balance == 3


def test_without_lock_and_guard_the_race_appears(shop, monkeypatch):
    def keep_what_was_read(account, amount):
        account.balance += amount
        account.save(update_fields=["balance"])

    look_only(monkeypatch)
    read_together(monkeypatch, patience=PATIENCE_SECONDS)
    monkeypatch.setattr(crediting, "_change_balance", keep_what_was_read)

    spend_at_once(shop)

    entries = CreditAccount.objects.get().entries.filter(kind="spend")
    assert [entry.amount for entry in entries] == [-18, -18]
