"""Any sequence of refunds, whatever gateways answer, ends at what was captured and is never above it on the way."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actors import SYSTEM
from core.errors import OmsError
from core.money import ZERO
from orders.intake.requests import LineRequest
from orders.models import Order
from orders.selectors.worth import payable
from orders.tests.factories import dispatched_order
from orders.tests.services.test_any_order_adds_up import LINE, PERCENTS, off, open_in
from payments.models import Payment
from payments.services.refunding import grant_refund
from tests.fuzz import refunding

pytestmark = pytest.mark.django_db
ACT = st.sampled_from(
    ["units", "units", "charge", "goodwill", "approve", "approve", "request", "request", "cancel", "answer", "back"]
)
ANSWERS = st.lists(st.sampled_from(["ok", "ok", "declined", "unknown"]), min_size=1, max_size=3)
STEP = st.tuples(ACT, st.integers(0, 9), st.integers(1, 4), st.integers(1, 900), ANSWERS)
ORDER = {
    "lines": st.lists(LINE, min_size=1, max_size=3),
    "percents": st.lists(PERCENTS, max_size=1),
    "weights": st.lists(st.integers(1, 9), min_size=1, max_size=3),
    "steps": st.lists(STEP, max_size=12),
    "currency": st.sampled_from(["JPY", "EUR", "KWD"]),
    "included": st.booleans(),
}
PATIENT = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def paid_order(lines, percents, weights, currency, included) -> Order | None:
    """Shipped and captured; none where the goods cost nothing."""
    shop = open_in(currency, included=included)
    for index in range(len(shop.skus)):
        shop.receive(30, index=index)
    wanted = [
        LineRequest(
            sku_code=shop.skus[which].code, quantity=units, unit_price=price, price_reason="Any", discounts=off(less)
        )
        for which, units, price, less in lines
    ]  # fmt: skip
    order = dispatched_order(shop, lines=wanted, discounts=off(percents), tenders=[])
    if not order.total:
        return None
    refunding.pay(order, weights)
    return Order.objects.get(pk=order.pk)


def take(order: Order, step) -> None:
    act, place, units, cents, answers = step
    if act == "answer":
        refunding.answer_all(*answers)
    elif act == "back":
        refunding.send_back(order, place, units)
    elif act in ("approve", "request", "cancel"):
        refunding.decide(order, place, act)
    else:
        refunding.grant_some(order, place, units, cents, kind=act)


def ensure_sound(order: Order) -> None:
    assert refunding.broken() == {}
    refunding.ensure_units_are_exact(Order.objects.get(pk=order.pk))
    for payment in Payment.objects.filter(order=order):
        assert payment.refunded_amount + payment.refunding_amount <= payment.captured_amount


def ensure_everything_is_back(order: Order) -> None:
    fresh = Order.objects.get(pk=order.pk)
    assert [payment.refunded_amount for payment in fresh.payments.order_by("pk")] == [
        payment.captured_amount for payment in fresh.payments.order_by("pk")
    ]
    assert (fresh.captured_amount, fresh.refunded_amount, payable(fresh)) == (fresh.total, fresh.total, 0)
    with pytest.raises(OmsError):
        grant_refund(order_id=order.pk, amount=fresh.total, reason="more", actor=SYSTEM)


@PATIENT
@given(**ORDER)
def test_any_sequence_of_refunds_ends_at_what_was_captured(db, lines, percents, weights, steps, currency, included):
    with transaction.atomic():
        order = paid_order(lines, percents, weights, currency, included)
        for step in steps if order else []:
            take(order, step)
            ensure_sound(order)
        if order is not None:
            refunding.send_everything(order)
            left = refunding.grant_the_rest(order)
            if left:
                grant_refund(order_id=order.pk, amount=left, reason="the rest", actor=SYSTEM)
            refunding.send_everything(order)
            ensure_sound(order)
            ensure_everything_is_back(order)
        transaction.set_rollback(True)


@PATIENT
@given(**{name: strategy for name, strategy in ORDER.items() if name != "steps"}, data=st.data())
def test_all_units_and_charges_one_by_one_are_the_order_to_the_minor_unit(
    db, lines, percents, weights, currency, included, data
):
    with transaction.atomic():
        order = paid_order(lines, percents, weights, currency, included)
        if order is not None:
            for line in order.lines.all():
                refunding.send_back(order, line.position - 1, data.draw(st.integers(1, line.ordered)))
                refunding.send_everything(order)
            assert refunding.grant_the_rest(order) == ZERO
            refunding.send_everything(order)
            ensure_sound(order)
            ensure_everything_is_back(order)
        transaction.set_rollback(True)
