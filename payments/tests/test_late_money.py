"""Money that comes after the end: kept until a person decides, then it pays the order again or goes back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.audit.registry import promises
from core.audit.runner import check
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Event
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.services.canceling import cancel_order, expire_order
from orders.services.reinstating import reinstate_order
from orders.tests.factories import placed_order
from payments.models import LateMoney, Payment, PaymentTransaction, Refund
from payments.services.lapsing import record_lapses
from payments.services.late import give_back_late, reinstate_late, reinstate_late_and_wait
from payments.services.receiving import record_payment_received
from payments.services.retrying import request_void
from payments.services.settling import settle
from payments.tests.billing import invoicing, net_billed, told
from payments.tests.factories import ask_about_everything, confirmed_by_workers, work

pytestmark = pytest.mark.django_db
TRANSFER = [TenderRequest(kind="transfer")]
ENDS = {"cancel": lambda order: cancel_order(order_id=order.pk, actor=SYSTEM, reason="no answer"),
        "expire": lambda order: expire_order(order_id=order.pk, actor=SYSTEM)}  # fmt: skip


def again(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def transfer_arrives(amount: Decimal | None = None, reference: str = "bank 7") -> Payment:
    payment = Payment.objects.get(kind="transfer")
    return record_payment_received(
        payment_id=payment.pk, amount=amount or payment.amount, reference=reference, actor=SYSTEM
    )


def paid_late(shop, end: str = "expire", units: int = 2) -> tuple[Order, LateMoney]:
    """An order that ended unpaid, whose transfer arrived after it."""
    order = placed_order(shop, {0: units}, tenders=TRANSFER)
    work()
    ENDS[end](order)
    work()
    transfer_arrives()
    work()
    return again(order), LateMoney.objects.get()


def confirmed_late(shop, gateway) -> tuple[Order, LateMoney]:
    """An order that ended while its customer was asked by the bank, and who then said yes."""
    order = placed_order(shop, {0: 2}, tenders=[TenderRequest(kind="card", token="tok_3ds")])
    work()
    payment = Payment.objects.get()
    ENDS["cancel"](order)
    work()
    gateway.client.post(f"/3ds/{payment.gateway_reference}", data={"result": "success"})
    ask_about_everything()
    return again(order), LateMoney.objects.get()


@pytest.mark.parametrize("end", ["cancel", "expire"])
def test_a_transfer_that_arrives_too_late_waits_for_a_person_and_is_not_sent_back(shop, end):
    order, late = paid_late(shop, end)
    settle(order_id=order.pk, actor=SYSTEM)

    assert (late.state, late.amount, late.transaction.kind) == ("open", Decimal(30), "capture")
    assert (order.captured_amount, Refund.objects.count()) == (30, 0)
    assert order.state in ("canceled", "expired")
    assert Event.objects.filter(order_id=order.pk, name="payments.late_money_came").count() == 1


def test_a_card_the_customer_confirmed_after_the_end_stays_reserved_for_a_decision(shop, gateway):
    order, late = confirmed_late(shop, gateway)
    settle(order_id=order.pk, actor=SYSTEM)
    work()

    assert (late.state, late.transaction.kind, order.authorized_amount) == ("open", "authorization", 30)
    assert gateway.truth() == [("authorize", "30.00")]


def test_what_the_house_had_under_way_when_it_was_called_off_goes_back_without_a_question(shop, gateway):
    order = placed_order(shop)
    ENDS["cancel"](order)
    work()
    payment = Payment.objects.first()

    assert payment is None or payment.authorized_amount == payment.voided_amount
    assert not LateMoney.objects.exists()


def test_the_same_money_told_twice_is_one_question(shop):
    _, late = paid_late(shop)

    transfer_arrives()

    assert LateMoney.objects.get() == late


def test_reinstated_the_order_is_paid_by_what_came_late_and_goes_on(shop):
    order, late = paid_late(shop)

    reinstate_late(latemoney_id=late.pk, reason="paid on Monday", actor=SYSTEM)
    work()

    order, late = again(order), LateMoney.objects.get()
    assert (order.state, order.payment_status, order.lines.get().allocated) == ("confirmed", "paid", 2)
    assert (late.state, late.decided_by, Payment.objects.count()) == ("reinstated", "system", 1)
    assert not Refund.objects.exists()


def test_a_late_reservation_pays_its_order_again_without_asking_the_card_twice(shop, gateway):
    order, late = confirmed_late(shop, gateway)

    reinstate_late(latemoney_id=late.pk, reason="confirmed late", actor=SYSTEM)
    work()

    assert (again(order).state, again(order).authorized_amount) == ("confirmed", 30)
    assert gateway.truth() == [("authorize", "30.00")]


def test_only_a_part_came_late_and_the_rest_is_awaited_after_reinstating(shop):
    order = placed_order(shop, {0: 2}, tenders=TRANSFER)
    work()
    ENDS["expire"](order)
    transfer_arrives(Decimal(10))

    reinstate_late(latemoney_id=LateMoney.objects.get().pk, reason="paid a third", actor=SYSTEM)
    work()

    assert (again(order).state, again(order).payment_status) == ("placed", "partially_paid")


def test_reinstating_is_refused_line_by_line_when_the_goods_are_gone_and_changes_nothing(shop):
    order, late = paid_late(shop, units=8)
    placed_order(shop, {0: 5})

    with pytest.raises(MoveRefused, match="3 of 8 × Product 1 are not in stock any more"):
        reinstate_late(latemoney_id=late.pk, reason="paid late", actor=SYSTEM)

    assert (again(order).state, LateMoney.objects.get().state) == ("expired", "open")
    assert shop.level().backordered == 0


def test_a_person_may_let_what_is_gone_be_backordered(shop):
    order, late = paid_late(shop, units=8)
    placed_order(shop, {0: 5})

    reinstate_late_and_wait(latemoney_id=late.pk, reason="they wait gladly", actor=SYSTEM)
    work()

    assert (again(order).lines.get().backordered, again(order).state) == (3, "confirmed")


def test_given_back_a_transfer_is_owed_as_a_refund_once(shop):
    order, late = paid_late(shop)

    give_back_late(latemoney_id=late.pk, actor=SYSTEM)
    settle(order_id=order.pk, actor=SYSTEM)

    assert [refund.amount for refund in Refund.objects.all()] == [30]
    assert LateMoney.objects.get().state == "given_back"
    with pytest.raises(MoveRefused):
        give_back_late(latemoney_id=late.pk, actor=SYSTEM)


def test_given_back_a_reservation_is_voided(shop, gateway):
    order, late = confirmed_late(shop, gateway)

    give_back_late(latemoney_id=late.pk, actor=SYSTEM)
    work()

    assert gateway.truth() == [("authorize", "30.00"), ("void", "30.00")]
    assert again(order).authorized_amount == 0


def test_a_late_reservation_that_runs_out_asks_nobody_any_more(shop, gateway):
    order, _ = confirmed_late(shop, gateway)

    record_lapses(payment_id=Payment.objects.get().pk, now=timezone.now() + timedelta(days=8))
    work()

    assert (LateMoney.objects.get().state, again(order).authorized_amount) == ("gone", 0)
    assert gateway.truth() == [("authorize", "30.00")]


def test_a_reservation_voided_on_the_payments_page_is_decided_with_it(shop, gateway):
    confirmed_late(shop, gateway)

    request_void(payment_id=Payment.objects.get().pk, actor=SYSTEM)
    work()

    assert LateMoney.objects.get().state == "given_back"


def test_an_order_reinstated_on_its_own_page_is_paid_by_what_came_late(shop):
    order, _ = paid_late(shop)

    reinstate_order(order_id=order.pk, actor=SYSTEM, reason="called us")
    work()

    assert (again(order).payment_status, LateMoney.objects.get().state) == ("paid", "reinstated")
    assert PaymentTransaction.objects.filter(kind="capture").count() == 1


def test_more_than_the_order_costs_goes_back_once_it_is_reinstated(shop):
    order, late = paid_late(shop)
    transfer_arrives(Decimal(7), reference="bank 8")
    work()
    assert LateMoney.objects.filter(state="open").count() == 2

    reinstate_late(latemoney_id=late.pk, reason="paid on Monday", actor=SYSTEM)
    work()

    assert set(LateMoney.objects.values_list("state", flat=True)) == {"reinstated"}
    assert [(refund.amount, refund.state) for refund in Refund.objects.all()] == [(7, "requested")]
    assert again(order).state == "confirmed"


def test_an_order_that_was_credited_and_is_reinstated_is_invoiced_anew(shop):
    invoicing(shop, "capture")
    order = placed_order(shop, {0: 2}, tenders=TRANSFER)
    work()
    transfer_arrives()
    work()
    ENDS["cancel"](order)
    work()
    transfer_arrives(Decimal(30), reference="bank 8")
    work()
    assert [kind for kind, _, _ in told(order)] == ["invoice", "credit_note"]

    reinstate_late(latemoney_id=LateMoney.objects.get().pk, reason="wants it after all", actor=SYSTEM)
    owed = next(each for each in promises() if each.name == "invoices_are_what_is_owed")
    assert not check(owed).violations, "The invoice is on its way from the first moment."
    work()

    assert [kind for kind, _, _ in told(order)] == ["invoice", "credit_note", "invoice"]
    assert net_billed(order) == again(order).total == 30


def test_money_on_its_way_back_pays_nothing_again(shop, gateway):
    _, late = confirmed_late(shop, gateway)
    request_void(payment_id=Payment.objects.get().pk, actor=SYSTEM)

    with pytest.raises(MoveRefused, match="on its way back"):
        reinstate_late(latemoney_id=late.pk, reason="too late again", actor=SYSTEM)


def test_each_act_asks_for_its_own_right(shop):
    _, late = paid_late(shop)
    giver = Actor(kind="user", reference="7", rights=frozenset({"payments.request_refund"}))
    reviver = Actor(kind="user", reference="8", rights=frozenset({"orders.reinstate_order"}))

    with pytest.raises(NotPermitted):
        reinstate_late(latemoney_id=late.pk, reason="please", actor=giver)
    with pytest.raises(NotPermitted):
        give_back_late(latemoney_id=late.pk, actor=reviver)


def test_reinstating_asks_for_a_reason(shop):
    _, late = paid_late(shop)

    with pytest.raises(InvalidInput):
        reinstate_late(latemoney_id=late.pk, reason=" ", actor=SYSTEM)


def test_money_in_time_raises_no_question(shop, gateway):
    confirmed_by_workers(shop)

    assert not LateMoney.objects.exists()
