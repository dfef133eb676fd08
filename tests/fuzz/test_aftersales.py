"""Any sequence of exchanges, claims and returns keeps the books and ends with what was captured, to the minor unit."""

from collections import Counter
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.money import ZERO
from orders.models import Order, OrderLine
from orders.selectors.worth import payable
from payments.models import CreditAccount, Payment
from returns.models import ClaimLine, ReturnLine
from tests.fuzz import aftersales
from tests.fuzz.test_refunds import ORDER, paid_order

pytestmark = pytest.mark.django_db
# Every walk begins with something to go on with, and goes on with it more often than with anew.
OFTEN = ["bring back", "pay", "exchange", "claim", "decide", "ship new"]
STEP = st.tuples(
    st.sampled_from([*sorted(aftersales.ACTS), *OFTEN]), st.integers(0, 9), st.integers(1, 4), st.integers(1, 900)
)
GIVEN = {name: strategy for name, strategy in ORDER.items() if name != "steps"}
SHORT = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip


def ensure_no_unit_twice(order: Order) -> None:
    """What returns took back and what claims made good are different units, and all of them left."""
    held: Counter[int] = Counter()
    for line in ReturnLine.objects.filter(rma__order=order, reception__in=["awaiting", "received"], rma__ended_at=None):
        held[line.order_line_id] += line.quantity
    for line in ReturnLine.objects.filter(rma__order=order, reception="received", rma__ended_at__isnull=False):
        held[line.order_line_id] += line.quantity
    for line in ClaimLine.objects.filter(claim__order=order).exclude(claim__kind="late"):
        held[line.order_line_id] += line.refund_units + line.replace_units
    assert [line.pk for line in OrderLine.objects.filter(order=order) if held[line.pk] > line.shipped] == []


def ensure_money_is_where_it_belongs(order: Order) -> None:
    """What customers paid and did not get back is what their orders cost, and what they have as credit."""
    orders = [order, *Order.objects.filter(original_order=order)]
    for one in orders:
        one.refresh_from_db()
        kept = one.captured_amount - one.refunded_amount
        assert kept in (payable(one), ZERO) or kept < payable(one), one.number
        assert kept <= payable(one)
    assert order.captured_amount - order.refunded_amount == payable(order)
    outside = Payment.objects.filter(order__in=orders).exclude(kind="store_credit")
    paid = sum((one.captured_amount for one in outside), Decimal(0))
    back = sum((one.refunded_amount for one in outside), Decimal(0)) - to_credit(order)
    spent = Payment.objects.filter(order__in=orders, kind="store_credit")
    held = sum((one.authorized_amount - one.voided_amount - one.refunded_amount for one in spent), Decimal(0))
    credit = CreditAccount.objects.aggregate(sum=Sum("balance"))["sum"] or ZERO
    kept = sum((one.captured_amount - one.refunded_amount for one in orders), ZERO)
    uncaptured = held - sum((one.captured_amount - one.refunded_amount for one in spent), Decimal(0))
    assert paid - back == kept + credit + uncaptured


def to_credit(order: Order) -> Decimal:
    """What refunds of tenders put on the customer's credit instead of giving it back outside."""
    parts = order.refunds.filter(destination="store_credit", state="succeeded").aggregate(sum=Sum("amount"))
    return parts["sum"] or ZERO


@SHORT
@given(**GIVEN, steps=st.lists(STEP, max_size=14))
def test_any_sequence_of_exchanges_claims_and_returns_keeps_the_books(
    db, lines, percents, weights, currency, included, steps
):
    with transaction.atomic():
        order = paid_order(lines, percents, weights, currency, included)
        begun = [("exchange", 0, 1, weights[0]), ("claim", 1, 1, weights[0])]
        for act, place, units, cents in [*begun, *steps] if order else []:
            if aftersales.take(order, act, place, units, cents):
                assert aftersales.broken() == {}
                ensure_no_unit_twice(order)
        if order is not None:
            aftersales.send_everything(order)
            aftersales.follow_all(order)
            assert aftersales.broken() == {}
            ensure_money_is_where_it_belongs(order)
        transaction.set_rollback(True)
