"""The journal balances whatever happened, agrees with every ledger behind it, and stays as it was closed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F, Sum
from django.db.utils import IntegrityError
from django.utils import timezone

from catalog.models import SKU
from core.actors import SYSTEM, Actor
from core.audit.registry import promises
from core.audit.runner import check
from core.errors import MoveRefused, NotPermitted
from core.money import ZERO
from inventory.models import StockLevel
from orders.models import Order
from payments.models import CreditAccount, Payment, PaymentTransaction
from payments.tests.billing import net_billed
from payments.tests.factories import confirmed_by_workers, ship
from reports.models import JournalAccount, JournalDay, JournalLine
from reports.selectors.journal import account_sums
from reports.services.closing import close_next_day, open_journal
from reports.tests.histories import History, close

pytestmark = pytest.mark.django_db
TWO = {"customers": ["prepayments", "receivables"]}


def opened() -> JournalDay:
    return open_journal(day=timezone.now().date() - timedelta(days=1), actor=SYSTEM)


def booked(**where) -> Decimal:
    return JournalLine.objects.filter(**where).aggregate(total=Sum("amount", default=ZERO))["total"]


def told(day: JournalDay) -> list[tuple[str, str, str]]:
    """(account, detail, amount) of every account of the day, debits positive."""
    return [(row.account, row.detail, f"{row.debit - row.credit:.2f}") for row in account_sums(day)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_history_each_day_balances_and_the_accounts_are_what_the_ledgers_say(shop, seed):
    History(shop, seed).run(14)

    sums = JournalLine.objects.order_by().values("day", "channel", "currency").annotate(off=Sum("amount"))
    assert {row["off"] for row in sums} == {ZERO}
    for order in Order.objects.all():
        dispute = PaymentTransaction.objects.filter(payment__order=order, kind="chargeback").aggregate(
            total=Sum("amount", default=ZERO)
        )["total"]
        position = order.captured_amount - (order.refunded_amount - dispute) - net_billed(order)
        owed, due = (-booked(order_id=order.pk, account="prepayments"), booked(order_id=order.pk, account="receivables"))
        assert (owed, due) == (max(position, ZERO), max(-position, ZERO)), order.number
    stock = StockLevel.objects.aggregate(worth=Sum(F("on_hand") * F("sku__unit_cost")))["worth"]
    assert abs(booked(account="inventory") - stock) < Decimal("0.02")
    held = sum((p.authorized_amount - p.voided_amount - p.captured_amount for p in credit_payments()), ZERO)
    balance = CreditAccount.objects.aggregate(total=Sum("balance"))["total"]
    assert -booked(account__in=["store_credit", "gift_card"]) == (balance or ZERO) + held
    assert [one.name for one in promises() if one.name.startswith("journal") and check(one).violations] == []


def credit_payments():
    return Payment.objects.filter(gateway="credit")
