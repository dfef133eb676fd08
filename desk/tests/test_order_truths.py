"""What an order's page says of money, of what is open, and of what a person can do next is so."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.selectors import actor_of
from core.actors import SYSTEM
from desk.admin.securing import next_step
from desk.panels.headline import open_ends, payment_word
from desk.panels.payments import payments_panel
from orders.events import FundsChanged
from orders.intake.requests import TenderRequest
from orders.models import Order, OrderLine
from orders.services.recording.funds import Funds, record_funds
from orders.tests.factories import confirmed_order, placed_order
from payments.models import Payment, PaymentTransaction

pytestmark = pytest.mark.django_db


def page(client, order: Order) -> str:
    return client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()


def pay(order: Order, **values) -> Payment:
    return Payment.objects.create(
        **{"number": "P-1", "order": order, "kind": "card", "currency": "EUR", "amount": order.total, **values}
    )


def test_a_declined_card_names_what_a_rep_can_do(client, shop, sign_in):
    order = placed_order(shop)
    pay(order, state="failed", failure="Declined")
    record_funds(order_id=order.pk, funds=Funds(failed=True), actor=SYSTEM)
    sign_in("CSR")

    shown = page(client, order)

    assert "“Send pay link” asks the customer for another card." in shown
    assert "Payment: Failed" in shown
    assert "Payment: Pending" not in shown


def test_while_money_is_asked_for_by_itself_nobody_is_sent_to_do_it(shop):
    order = placed_order(shop, tenders=[TenderRequest(kind="card", token="tok_visa")])
    assert next_step(order, []) == "Its payment is begun by itself, within seconds."
    payment = pay(order, token="tok_visa")
    PaymentTransaction.objects.create(
        payment=payment, kind="authorization", outcome="requested", amount=order.total, currency="EUR"
    )

    assert next_step(order, [payment]) == "The bank is being asked by itself. Look again in some seconds."


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"state": "requires_action"}, "The customer has to confirm it with the bank."),
        ({"kind": "transfer"}, "The customer was asked to transfer it; it counts once it is here."),
        ({}, "The customer was sent a link to pay by; “Send pay link” sends it again."),
        ({"kind": "check"}, ""),
    ],
)
def test_what_a_payment_waits_for_is_said_by_its_kind(shop, values, said):
    order = placed_order(shop)

    assert next_step(order, [pay(order, **values)]) == said


def test_the_payments_box_says_what_was_captured_and_of_what(shop):
    order = placed_order(shop)
    pay(order, number="P-1", amount=Decimal("54.80"), authorized_amount=Decimal("54.80"),
        voided_amount=Decimal("14.50"), captured_amount=Decimal("40.30"), state="captured")  # fmt: skip
    pay(order, number="P-2", amount=20, authorized_amount=20, captured_amount=5, state="partially_captured")
    pay(order, number="P-3", amount=20, authorized_amount=20, voided_amount=5, state="authorized")
    pay(order, number="P-4", amount=20, state="failed")

    rows = {row.payment.number: (row.amount, row.of) for row in payments_panel(order).payments}

    assert rows == {"P-1": (Decimal("40.30"), None), "P-2": (5, 20), "P-3": (15, None), "P-4": (20, None)}


def test_what_is_open_stands_beside_the_status_and_leads_there(client, shop, sign_in):
    order = confirmed_order(shop)
    Order.objects.filter(pk=order.pk).update(open_returns=1, open_cases=2, open_money=1)
    sign_in("CSR")

    shown = page(client, order)

    assert '<a class="oms-chip oms-warn" href="#returns">1 open return</a>' in shown
    assert '<a class="oms-chip oms-warn" href="#returns">2 open cases</a>' in shown
    assert '<a class="oms-chip oms-warn" href="#payments">1 open refund or money task</a>' in shown
    assert open_ends(Order(display_status="return", open_returns=1)) == []


def test_the_word_of_a_payment_that_has_amounts_stays(shop):
    assert payment_word(Order(payment_failed_at=timezone.now(), payment_status="paid")) == "Paid"


@pytest.mark.parametrize(
    ("shipped", "sentence", "fix"),
    [
        (1, "part of it has shipped.", "Cancel the units that are left; what has shipped comes back as a return."),
        (2, "all of it has shipped.", "Take it back as a return."),
    ],
)
def test_a_cancel_after_shipping_names_what_helps(shop, shipped, sentence, fix):
    order = confirmed_order(shop, {0: 2})
    OrderLine.objects.filter(order=order).update(shipped=shipped, allocated=2 - shipped)

    (blocker,) = [each for each in Order.objects.get(pk=order.pk).blockers("cancel") if each.code == "shipped"]

    assert (blocker.sentence, blocker.fix) == (sentence, fix)


def test_the_timeline_says_values_as_pages_do_and_folds_what_nobody_reads(client, shop, sign_in):
    order = confirmed_order(shop)
    record_funds(order_id=order.pk, funds=Funds(captured=Decimal(5), failed=True), actor=actor_of(sign_in("Manager")))

    history = client.get(reverse("admin:orders_order_change", args=[order.pk])).context["page"].history

    row = next(row for row in history.rows if row.entry.name == FundsChanged.name)
    assert ("display status", "Payment failed") in [(change.field, change.after) for change in row.read]
    assert [change.field for change in row.folded] == ["payment failed"]
    assert "awaiting payment" not in str(history.rows)


def test_the_cancel_form_names_goods_and_money(client, shop, sign_in):
    order = confirmed_order(shop, {0: 2, 1: 1})
    sign_in("CSR")

    form = client.get(reverse("admin:orders_order_move", args=[order.pk, "cancel"])).content.decode()

    assert f"{order.number}, €54.00: 2 × Product 1, 1 × Product 2." in form
    assert "€54.00 reserved: let go." in form
    assert "Store credit needs a customer" not in form
