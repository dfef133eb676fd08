"""Any edits of any order, shipped and returned parts included, keep every promise in every currency."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actors import SYSTEM
from core.errors import InvalidInput, OmsError
from core.money import ZERO, minor_unit
from orders.editing.staging import stage
from orders.editing.steps import Step
from orders.errors import VoucherRefused
from orders.intake.requests import LineRequest
from orders.models import Order, OrderChange
from orders.selectors.change_preview import preview_change
from orders.selectors.worth import payable, return_value, value_of_units
from orders.services.applying import confirm_change
from orders.services.changing import add_action, cancel_change, open_change
from orders.services.recording.credit import record_credit
from orders.services.recording.returning import record_return_received
from orders.tests.edits import broken
from orders.tests.factories import dispatched_order, placed_order
from orders.tests.services.test_any_order_adds_up import LINE, PERCENTS, PRICES, off, open_in

pytestmark = pytest.mark.django_db
STEP = st.tuples(
    st.sampled_from(["add_line", "set_quantity", "set_price", "cancel_units", "set_method"]),
    st.integers(0, 9), st.integers(0, 6), PRICES,
)  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(LINE, min_size=1, max_size=4), percents=st.lists(PERCENTS, max_size=2),
    codes=st.lists(st.sampled_from(["TEN", "FIX", "SHIP"]), unique=True),
    edits=st.lists(st.lists(STEP, min_size=1, max_size=4), min_size=1, max_size=3),
    currency=st.sampled_from(["JPY", "EUR", "KWD"]), included=st.booleans(), is_sent=st.booleans(), data=st.data(),
)  # fmt: skip
def test_whatever_is_edited_the_money_adds_up(db, lines, percents, codes, edits, currency, included, is_sent, data):
    with transaction.atomic():
        shop = open_in(currency, included=included)
        wanted = [
            LineRequest(
                sku_code=shop.skus[which].code, quantity=units, unit_price=price, price_reason="Any",
                discounts=off(less),
            )
            for which, units, price, less in lines
        ]  # fmt: skip
        options = {"lines": wanted, "discounts": off(percents), "voucher_codes": codes, "tenders": []}
        try:
            order = (dispatched_order if is_sent else placed_order)(shop, **options)
        except VoucherRefused:
            order = None
        if order is not None:
            ensure_nothing_changes_nothing(order)
            credited = send_back(order, data) if is_sent else {}
            for steps in edits:
                edit(order, steps, shop)
            ensure_returns_end_exactly(order, credited)
        transaction.set_rollback(True)


def ensure_nothing_changes_nothing(order: Order) -> None:
    """An order priced anew without any step costs to the last cent what it cost."""
    lines = list(order.lines.all())
    staged = stage(order, lines, [])
    money = ("amount", "discount_amount", "tax_amount", "canceled_amount", "canceled_tax_amount")
    for line in lines:
        assert [getattr(staged.lines[line.pk], name) for name in money] == [getattr(line, name) for name in money]
    assert (staged.order.total, staged.order.tax_total) == (order.total, order.tax_total)


def send_back(order: Order, data) -> dict[int, Decimal]:
    """Some shipped units come back and are credited; what was credited by line."""
    credited = {}
    for line in order.lines.filter(shipped__gt=0):
        line.order = order
        units = data.draw(st.integers(0, line.shipped))
        if units:
            credited[line.pk] = return_value(line, units)
            record_return_received(order_id=order.pk, units={line.pk: units}, was_requested=False, actor=SYSTEM)
    amount = sum(credited.values(), ZERO)
    if amount:
        record_credit(order_id=order.pk, amount=amount, actor=SYSTEM, reason="back")
    return credited


def edit(order: Order, steps, shop) -> None:
    change = open_change(order_id=order.pk, actor=SYSTEM)
    for kind, which, units, price in steps:
        chosen = list(order.lines.order_by("position"))
        step = Step(
            kind=kind, line_id=chosen[which % len(chosen)].pk, quantity=units, sku_code=shop.skus[which % 3].code,
            unit_price=price if kind == "set_price" or which % 2 else None, reason="Any", method_code="standard",
        )  # fmt: skip
        with suppress(InvalidInput):
            add_action(change_id=change.pk, step=step, actor=SYSTEM)
    foreseen = preview_change(OrderChange.objects.get(pk=change.pk), now=timezone.now())
    try:
        confirm_change(change_id=change.pk, actor=SYSTEM)
    except OmsError:
        assert foreseen.blockers
        cancel_change(change_id=change.pk, actor=SYSTEM)
    else:
        after = Order.objects.get(pk=order.pk)
        assert foreseen.blockers == []
        assert (after.total, after.tax_total) == (foreseen.after.total, foreseen.after.tax_total)
        assert after.total >= after.credited_amount
        assert after.total == after.total.quantize(minor_unit(after.currency))
    assert broken() == {}


def ensure_returns_end_exactly(order: Order, credited: dict[int, Decimal]) -> None:
    """Of a line of which some came back the rest is worth exactly the rest."""
    fresh = Order.objects.get(pk=order.pk)
    assert payable(fresh) >= 0
    for line in fresh.lines.filter(pk__in=credited):
        line.order = fresh
        rest = value_of_units(line, line.returned, line.ordered - line.returned).total
        assert credited[line.pk] + rest == value_of_units(line, 0, line.ordered).total
