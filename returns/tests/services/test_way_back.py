from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import drain
from core.errors import MoveRefused, NotPermitted
from orders.models import Order
from orders.services.recording.credit import record_credit
from orders.services.recording.funds import Funds, record_funds
from returns.errors import NotReturnable, UnitsDoNotAddUp
from returns.models import Disposition, Grade, Reception, Return, ReturnLine
from returns.promises import PROMISES
from returns.services.deciding import expire_return
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.sending import record_return_sent
from returns.services.settling import close_settled_returns, settle_return
from returns.tasks import sweep_returns
from returns.tests.factories import (
    approved_return,
    inspected_return,
    paid_and_delivered,
    received_return,
    requested_return,
)

pytestmark = pytest.mark.django_db


def violations() -> list[tuple]:
    with connection.cursor() as cursor:
        return [row for one in PROMISES for row in (cursor.execute(one.query()), cursor.fetchall())[1]]


def numbers(shop) -> tuple[int, int, int]:
    level = shop.level(0)
    return level.on_hand, level.unavailable, level.available


def test_received_units_lie_in_inspection_and_cannot_be_sold(shop):
    order = paid_and_delivered(shop, {0: 3})
    assert numbers(shop) == (7, 0, 7)

    received_return(order, 2)

    line = order.lines.get()
    assert numbers(shop) == (9, 2, 7)
    assert (line.return_requested, line.returned) == (0, 2)
    assert violations() == []


def test_a_return_is_received_although_nobody_approved_it(shop):
    ret = requested_return(paid_and_delivered(shop, {0: 1}))

    assert receive_return(return_id=ret.pk, actor=SYSTEM).state == "received"


def test_units_that_did_not_come_are_split_off_and_free_again(shop):
    order = paid_and_delivered(shop, {0: 3})
    ret = approved_return(order, 3)
    (line,) = ret.lines.all()

    receive_return(return_id=ret.pk, parts={line.pk: [(Reception.RECEIVED, 2), (Reception.SHORT, 1)]}, actor=SYSTEM)

    assert sorted(ret.lines.values_list("reception", "quantity")) == [("received", 2), ("short", 1)]
    order_line = order.lines.get()
    assert (order_line.returned, order_line.return_requested) == (2, 0)
    assert violations() == []


def test_parts_must_be_exactly_the_units_of_the_line(shop):
    ret = approved_return(paid_and_delivered(shop, {0: 3}), 3)

    with pytest.raises(UnitsDoNotAddUp):
        receive_return(return_id=ret.pk, parts={ret.lines.get().pk: [(Reception.RECEIVED, 4)]}, actor=SYSTEM)

    assert Return.objects.get().state == "approved"
    assert numbers(shop) == (7, 0, 7)


def test_units_nobody_announced_are_taken_when_they_can_belong_to_the_order(shop):
    order = paid_and_delivered(shop, {0: 2, 1: 1})
    ret = approved_return(order, 2)
    other = order.lines.get(position=2)

    receive_return(return_id=ret.pk, unannounced={other.pk: 1}, actor=SYSTEM)

    other.refresh_from_db()
    assert other.returned == 1
    assert ret.lines.filter(was_requested=False, order_line=other, quantity=1).exists()
    with pytest.raises(NotReturnable):
        receive_return(return_id=requested_return(paid_and_delivered(shop, {0: 1}, parcel_id=2)).pk,
                       unannounced={other.pk: 1}, actor=SYSTEM)  # fmt: skip


def test_each_unit_goes_where_its_judgment_says(shop):
    ret = received_return(paid_and_delivered(shop, {0: 4}), 4)
    judgments = [
        Judgment(disposition=Disposition.RESTOCK, quantity=1),
        Judgment(disposition=Disposition.QUARANTINE, quantity=1, grade=Grade.USED, notes="A scratch."),
        Judgment(disposition=Disposition.SCRAP, quantity=2, grade=Grade.UNUSABLE),
    ]

    ret = inspect_return(return_id=ret.pk, judgments={ret.lines.get().pk: judgments}, actor=SYSTEM)

    assert ret.state == "inspected"
    assert numbers(shop) == (8, 1, 7)
    assert sorted(ret.lines.values_list("disposition", "quantity", "inspection__grade")) == [
        ("quarantine", 1, "used"), ("restock", 1, "new"), ("scrap", 2, "unusable"),
    ]  # fmt: skip
    assert violations() == []


def test_the_return_waits_until_its_last_line_is_inspected(shop):
    order = paid_and_delivered(shop, {0: 1, 1: 1})
    ret = approved_return(order, 1)
    receive_return(return_id=ret.pk, unannounced={order.lines.get(position=2).pk: 1}, actor=SYSTEM)
    first, second = ret.lines.all()

    one = inspect_return(
        return_id=ret.pk, judgments={first.pk: [Judgment(disposition=Disposition.RESTOCK, quantity=1)]}, actor=SYSTEM
    )
    assert one.state == "received"
    two = inspect_return(
        return_id=ret.pk, judgments={second.pk: [Judgment(disposition=Disposition.SCRAP, quantity=1)]}, actor=SYSTEM
    )
    assert two.state == "inspected"


def test_settling_credits_exactly_what_the_units_cost_and_closing_waits_for_the_money(shop):
    order = paid_and_delivered(shop, {0: 3})
    ret = inspected_return(order, 2)

    settle_return(return_id=ret.pk, actor=SYSTEM)

    ret.refresh_from_db()
    order = Order.objects.get(pk=order.pk)
    assert (ret.state, ret.credited_amount) == ("resolved", Decimal("24.00"))
    assert (order.credited_amount, order.open_returns) == (Decimal("24.00"), 1)
    assert close_settled_returns(order_id=order.pk) == 0

    paid = Funds(authorized=order.total, captured=order.total, refunded=Decimal("24.00"))
    record_funds(order_id=order.pk, funds=paid, actor=SYSTEM)
    assert close_settled_returns(order_id=order.pk) == 1

    order = Order.objects.get(pk=order.pk)
    assert order.open_returns == 0
    drain()
    assert Order.objects.get(pk=order.pk).state == "completed"
    assert violations() == []


def test_the_last_cent_comes_back_however_the_units_are_split(shop):
    order = paid_and_delivered(shop, {0: 3}, channel_code=shop.channel.code)
    line = order.lines.get()
    line.amount, line.tax_amount = Decimal("10.00"), Decimal("2.00")
    line.save(update_fields=["amount", "tax_amount"])
    returns = [inspected_return(order, 1) for _ in range(3)]

    for ret in reversed(returns):
        settle_return(return_id=ret.pk, actor=SYSTEM)

    amounts = list(ReturnLine.objects.order_by("pk").values_list("refunded_amount", flat=True))
    assert sum(amounts) == Decimal("12.00")
    assert violations() == []


def test_units_sent_back_to_the_customer_are_not_credited(shop):
    order = paid_and_delivered(shop, {0: 2})
    ret = inspected_return(order, 2, disposition=Disposition.RETURN_TO_CUSTOMER)

    ret = settle_return(return_id=ret.pk, actor=SYSTEM)

    assert (ret.state, ret.credited_amount) == ("closed", Decimal(0))
    assert numbers(shop) == (8, 0, 8)


def test_goodwill_given_before_lowers_what_is_still_credited(shop):
    order = paid_and_delivered(shop, {0: 1})
    record_credit(order_id=order.pk, amount=order.total - 5, actor=SYSTEM, reason="Sorry.")

    ret = settle_return(return_id=inspected_return(order).pk, actor=SYSTEM)

    assert ret.credited_amount == Decimal("5.00")
    assert violations() == []


def test_a_second_settlement_is_refused_and_credits_nothing(shop):
    order = paid_and_delivered(shop, {0: 1})
    ret = inspected_return(order)
    settle_return(return_id=ret.pk, actor=SYSTEM)

    with pytest.raises(MoveRefused):
        settle_return(return_id=ret.pk, actor=SYSTEM)

    assert Order.objects.get(pk=order.pk).credited_amount == Decimal("12.00")


def test_every_move_needs_its_right(shop, customer, clerk):
    ret = requested_return(paid_and_delivered(shop, {0: 1}))

    for move in (receive_return, settle_return):
        with pytest.raises(NotPermitted):
            move(return_id=ret.pk, actor=customer)
    assert receive_return(return_id=ret.pk, actor=clerk).state == "received"


def test_a_sent_return_keeps_its_tracking_number_and_an_expired_one_frees_its_units(shop):
    order = paid_and_delivered(shop, {0: 2})
    sent = record_return_sent(
        return_id=approved_return(order, 1).pk, carrier="DHL", tracking_number=" 123 ", actor=SYSTEM
    )
    late = expire_return(return_id=approved_return(order, 1).pk)

    assert (sent.state, sent.tracking_number, late.state) == ("in_transit", "123", "expired")
    assert order.lines.get().return_requested == 1


def test_the_promises_see_a_corrupted_row(shop):
    order = paid_and_delivered(shop, {0: 2})
    ret = settle_return(return_id=inspected_return(order, 1).pk, actor=SYSTEM)
    assert violations() == []

    ReturnLine.objects.filter(rma=ret).update(quantity=2)
    Return.objects.filter(pk=ret.pk).update(credited_amount=Decimal(99))
    Order.objects.filter(pk=order.pk).update(open_returns=5)

    assert len(violations()) >= 4


def test_the_sweep_closes_what_owes_nothing_and_expires_what_never_came(shop):
    order = paid_and_delivered(shop, {0: 3})
    settled, waiting = inspected_return(order, 1), approved_return(order, 1)
    settle_return(return_id=settled.pk, actor=SYSTEM)
    Return.objects.filter(pk=waiting.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    sweep_returns()
    assert sorted(Return.objects.values_list("state", flat=True)) == ["expired", "resolved"]

    paid = Funds(authorized=order.total, captured=order.total, refunded=Decimal("12.00"))
    record_funds(order_id=order.pk, funds=paid, actor=SYSTEM)
    sweep_returns()

    assert sorted(Return.objects.values_list("state", flat=True)) == ["closed", "expired"]
