"""The office's buttons for splitting and merging."""

import pytest
from django.urls import reverse

from core.actors import SYSTEM
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.services.merging import MERGE_INSTEAD
from orders.services.recording.funds import Funds, record_funds
from orders.services.splitting import SPLIT_INSTEAD
from orders.tests.factories import placed_order
from payments.models import Payment, PaymentTransaction

TRANSFER = {"tenders": [TenderRequest(kind="transfer")]}


def move_url(order, move):
    return reverse("admin:orders_order_move", args=[order.pk, move])


@pytest.mark.django_db
def test_a_rep_splits_an_unpaid_order_and_merges_it_again(client, shop, sign_in):
    sign_in("CSR")
    order = placed_order(shop, {0: 3}, **TRANSFER)
    page = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert move_url(order, "split") in page
    line = order.lines.get()

    client.post(move_url(order, "split"), {f"line_{line.pk}": 2, "reason": "Two addresses later."})

    new = Order.objects.exclude(pk=order.pk).get()
    assert (new.original_order_id, new.lines.get().ordered) == (order.pk, 2)

    client.post(move_url(order, "merge"), {"other": new.number, "reason": "One after all."})

    new.refresh_from_db()
    assert (new.state, Order.objects.get(pk=order.pk).total) == ("canceled", order.total)


@pytest.mark.django_db
def test_each_button_names_the_way_that_is_left_for_it(client, shop, sign_in):
    sign_in("CSR")
    order = placed_order(shop, {0: 3})
    payment = Payment.objects.create(number="P-1", order=order, kind="card", currency="EUR", amount=order.total)
    PaymentTransaction.objects.create(
        payment=payment, kind="authorization", outcome="failed", amount=order.total, currency="EUR"
    )
    record_funds(order_id=order.pk, funds=Funds(failed=True), actor=SYSTEM)

    page = client.get(reverse("admin:orders_order_change", args=[order.pk]))

    buttons = {button.name: button.blockers for button in page.context["move_buttons"]}
    assert [(one.sentence, one.fix) for one in buttons["split"]] == [
        (f"a payment for order {order.number} was tried and failed.", SPLIT_INSTEAD)
    ]
    assert [(one.sentence, one.fix) for one in buttons["merge"]] == [
        (f"a payment for order {order.number} was tried and failed.", MERGE_INSTEAD)
    ]


@pytest.mark.django_db
def test_an_unknown_order_and_no_unit_are_told_in_the_form(client, shop, sign_in):
    sign_in("CSR")
    order = placed_order(shop, {0: 3}, **TRANSFER)

    shown = client.post(move_url(order, "merge"), {"other": "O-0", "reason": "x"}).content.decode()
    assert "There is no order of that number." in shown
    shown = client.post(move_url(order, "split"), {"reason": "x"}).content.decode()
    assert "Choose at least one unit" in shown
    assert Order.objects.count() == 1
