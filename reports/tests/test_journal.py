"""The journal balances whatever happened, agrees with every ledger behind it, and stays as it was closed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
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
from orders.intake.reference import forget_reference
from orders.models import Order
from payments.models import CreditAccount, Payment, PaymentTransaction
from payments.tests.billing import net_billed
from payments.tests.factories import confirmed_by_workers, ship
from reports.models import JournalAccount, JournalDay, JournalLine
from reports.selectors.journal import account_sums
from reports.services.closing import close_next_day, open_journal
from reports.tests.histories import History, close

pytestmark = pytest.mark.django_db


def opened() -> JournalDay:
    """Of yesterday, also in the hours after midnight when it may not be closed yet."""
    now = timezone.now()
    return open_journal(day=now.date() - timedelta(days=1), actor=SYSTEM, now=now + timedelta(days=1))


def booked(**where) -> Decimal:
    return JournalLine.objects.filter(**where).aggregate(total=Sum("amount", default=ZERO))["total"]


def told(day: JournalDay) -> list[tuple[str, str, str]]:
    """(account, detail, amount) of every account of the day, debits positive."""
    return [(row.account, row.detail, f"{row.debit - row.credit:.2f}") for row in account_sums(day)]


@pytest.mark.parametrize("seed", [3])
def test_after_any_history_each_day_balances_and_the_accounts_are_what_the_ledgers_say(shop, seed):
    History(shop, seed).run(8)

    sums = JournalLine.objects.order_by().values("day", "channel", "currency").annotate(off=Sum("amount"))
    assert {row["off"] for row in sums} == {ZERO}
    for order in Order.objects.all():
        dispute = PaymentTransaction.objects.filter(payment__order=order, kind="chargeback").aggregate(
            total=Sum("amount", default=ZERO)
        )["total"]
        position = order.captured_amount - (order.refunded_amount - dispute) - net_billed(order)
        owed, due = (
            -booked(order_id=order.pk, account="prepayments"),
            booked(order_id=order.pk, account="receivables"),
        )
        assert (owed, due) == (max(position, ZERO), max(-position, ZERO)), order.number
    stock = StockLevel.objects.aggregate(worth=Sum(F("on_hand") * F("sku__unit_cost")))["worth"]
    assert abs(booked(account="inventory") - stock) < Decimal("0.02")
    held = sum((p.authorized_amount - p.voided_amount - p.captured_amount for p in credit_payments()), ZERO)
    balance = CreditAccount.objects.aggregate(total=Sum("balance"))["total"]
    assert -booked(account__in=["store_credit", "gift_card"]) == (balance or ZERO) + held
    assert [one.name for one in promises() if one.name.startswith("journal") and check(one).violations] == []


def credit_payments():
    return Payment.objects.filter(gateway="credit")


def test_a_sale_by_card_is_the_gateways_money_sales_without_tax_and_the_cost_of_its_goods(shop):
    SKU.objects.update(unit_cost=Decimal(4), cost_currency="EUR")
    opened()
    order = ship(confirmed_by_workers(shop, {0: 2}), {1: 2}, 1)

    day = close()

    assert order.total == Decimal(30)
    assert set(told(day)) == {
        ("tender", "sandbox/card", "30.00"), ("receivables", "", "0.00"), ("tax", "20", "-5.00"),
        ("sales", "20", "-20.00"), ("shipping", "20", "-5.00"), ("cogs", "", "8.00"), ("inventory", "", "-8.00"),
        ("inventory", "", "480.00"), ("goods_received", "", "-480.00"),
    }  # fmt: skip
    assert close().lines_total == 0


def test_money_that_came_before_the_invoice_is_owed_until_the_goods_leave(shop):
    type(shop.channel).objects.filter(pk=shop.channel.pk).update(capture_policy="on_confirm")
    forget_reference()
    opened()
    order = confirmed_by_workers(shop, {0: 2})
    assert told(close()) == [("tender", "sandbox/card", "30.00"), ("prepayments", "", "-30.00")]

    ship(order, {1: 2}, 1)

    assert ("prepayments", "", "30.00") in told(close())
    assert booked(account="receivables") == 0


def test_an_order_that_another_system_invoices_stands_on_an_account_of_its_own(shop):
    type(shop.channel).objects.filter(pk=shop.channel.pk).update(invoice_on="none")
    opened()
    ship(confirmed_by_workers(shop, {0: 2}), {1: 2}, 1)

    assert told(close()) == [("tender", "sandbox/card", "30.00"), ("elsewhere", "", "-30.00")]


def test_units_whose_cost_is_not_known_wait_until_it_is_and_are_said(shop):
    opened()
    ship(confirmed_by_workers(shop, {0: 2}), {1: 2}, 1)
    assert close().uncosted_movements == 4

    SKU.objects.update(unit_cost=Decimal(4), cost_currency="EUR")

    day = close()
    assert ("cogs", "", "8.00") in told(day)
    assert day.uncosted_movements == 0


def test_a_gateway_of_its_own_is_posted_where_the_chart_says(shop):
    JournalAccount.objects.create(kind="tender", detail="sandbox", code="1142", name="Sandbox")
    opened()
    ship(confirmed_by_workers(shop, {0: 1}), {1: 1}, 1)

    close()

    assert {line.code for line in JournalLine.objects.filter(account="tender")} == {"1142"}


def test_a_closed_day_is_never_touched(shop):
    SKU.objects.update(unit_cost=Decimal(4), cost_currency="EUR")
    opened()
    close()
    touches = (
        "UPDATE reports_journalline SET amount = 0", "DELETE FROM reports_journalline",
        "UPDATE reports_journalday SET sha256 = ''", "DELETE FROM reports_journalday",
        "INSERT INTO reports_journalline (day_id, channel, currency, account, detail, code, name, amount, source_kind,"
        " source_id, entry, reference, order_number, booked_at)"
        " SELECT id, '', 'EUR', 'bank', '', '1', '', 1, 'credit', 1, 1, '', '', now() FROM reports_journalday",
    )  # fmt: skip

    for touch in touches:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(touch)


def test_a_day_is_closed_by_right_once_it_is_over_and_only_while_the_journal_is_open(shop):
    with pytest.raises(MoveRefused, match="not opened"):
        close_next_day(actor=SYSTEM)
    opened()

    with pytest.raises(MoveRefused, match="not over"):
        close_next_day(actor=SYSTEM)
    with pytest.raises(MoveRefused, match="open already"):
        opened()
    with pytest.raises(NotPermitted):
        close_next_day(actor=Actor(kind="user", reference="1"), now=timezone.now() + timedelta(days=9))
