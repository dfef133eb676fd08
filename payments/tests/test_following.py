"""An edited order: its money follows, up and down, and nothing is released that is not secured."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.audit.runner import audit
from core.errors import MoveRefused
from core.fsm import blockers_of
from core.models import Effect
from orders.editing.steps import Step
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.services.applying import confirm_change
from orders.services.changing import add_action, open_change
from orders.services.holding import hold_order, release_hold
from orders.services.recording.floor import record_release
from orders.tests.factories import claims_of, placed_order
from payments.models import FraudRule, Payment, RuleKind
from payments.promises import PROMISES
from payments.services.following import follow_change
from payments.services.receiving import record_payment_received
from payments.tests.factories import confirmed_by_workers, creditworthy, ship, work

pytestmark = pytest.mark.django_db


def edit(order: Order, *steps: Step) -> Order:
    change = open_change(order_id=order.pk, actor=SYSTEM)
    for step in steps:
        add_action(change_id=change.pk, step=step, actor=SYSTEM)
    confirm_change(change_id=change.pk, actor=SYSTEM)
    return Order.objects.get(pk=order.pk)


def more(count: int = 1) -> Step:
    return Step(kind="add_line", sku_code="SKU-2", quantity=count)


def left(order: Order, count: int) -> Step:
    return Step(kind="set_quantity", line_id=order.lines.get(position=1).pk, quantity=count)


def again(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def broken() -> list[str]:
    return [found.name for found in audit([one.name for one in PROMISES]) if found.violations]


@pytest.mark.parametrize("was", ["placed", "confirmed"])
def test_an_edit_that_raised_the_total_is_assessed_again_before_more_is_given_out(shop, gateway, was):
    FraudRule.objects.create(name="Big", kind=RuleKind.AMOUNT_ABOVE, threshold=50, score=60)
    order = confirmed_by_workers(shop, {0: 1})
    if was == "placed":
        order = placed_order(shop, {0: 1})
        hold = hold_order(order_id=order.pk, kind="manual", reason="x", blocks=["confirm"], actor=SYSTEM)
        work()
        release_hold(hold_id=hold.pk, actor=SYSTEM)
        Effect.objects.filter(state="due").delete()
    assert (again(order).state, again(order).risk_score, again(order).is_on_hold) == (was, 0, False)

    changed = edit(order, more(3))

    move = "confirm" if was == "placed" else "release"
    assert [one.code for one in blockers_of(changed, move)] == ["risk_unchecked", "funds_missing"]
    work()
    order = again(order)
    assert (order.state, order.risk_assessments.count(), order.is_on_hold) == (was, 2, True)
    assert [one.code for one in blockers_of(order, move)] == ["on_hold"]
    release_hold(hold_id=order.holds.get(released_at=None).pk, actor=SYSTEM)
    work()
    record_release(order_id=order.pk, units=claims_of(again(order)), actor=SYSTEM)


def test_an_edit_that_raised_nothing_is_not_assessed_again(shop, gateway):
    order = confirmed_by_workers(shop, {0: 2})

    edit(order, left(order, 1))
    work()

    assert again(order).risk_assessments.count() == 1


def test_a_card_is_authorized_for_the_difference_and_until_then_nothing_is_released(shop, gateway):
    order = confirmed_by_workers(shop, {0: 2})

    changed = edit(order, more())

    assert [one.code for one in blockers_of(changed, "release")] == ["risk_unchecked", "funds_missing"]
    with pytest.raises(MoveRefused, match="is not secured"):
        record_release(order_id=order.pk, units=claims_of(changed), actor=SYSTEM)
    work()
    assert gateway.truth() == [("authorize", "30.00"), ("authorize", "24.00")]
    assert again(order).authorized_amount == again(order).total == Decimal(54)
    assert Payment.objects.get().amount == Decimal(54)
    assert blockers_of(again(order), "release") == []
    assert broken() == []


def test_running_twice_asks_once(shop, gateway):
    order = confirmed_by_workers(shop, {0: 2})
    edit(order, more())

    follow_change(order_id=order.pk, actor=SYSTEM)
    follow_change(order_id=order.pk, actor=SYSTEM)
    work()

    assert gateway.truth() == [("authorize", "30.00"), ("authorize", "24.00")]


def test_a_declined_difference_leaves_the_order_unreleasable_and_the_rest_secured(shop, gateway):
    order = confirmed_by_workers(shop, {0: 2})
    Payment.objects.update(token="tok_declined")

    edit(order, more())
    work()

    assert again(order).authorized_amount == Decimal(30)
    assert [one.code for one in blockers_of(again(order), "release")] == ["risk_unchecked", "on_hold", "funds_missing"]
    assert broken() == []


def test_what_an_edit_makes_cheaper_is_let_go(shop, gateway):
    order = confirmed_by_workers(shop, {0: 4})

    edit(order, left(order, 1))
    work()

    assert gateway.truth() == [("authorize", "54.00"), ("void", "36.00")]
    assert again(order).authorized_amount == again(order).total == Decimal(18)


def test_captured_money_goes_back_when_a_shipped_order_gets_cheaper(db, gateway, shop):
    shop.channel.capture_policy = "on_confirm"
    shop.channel.save()
    order = confirmed_by_workers(shop, {0: 3, 1: 1})
    order = ship(order, {2: 1}, parcel_id=1)
    assert order.captured_amount == Decimal(66)

    edit(order, left(order, 1))
    work()

    assert again(order).refunded_amount == Decimal(24)
    assert broken() == []


def test_what_is_added_after_everything_was_captured_is_captured_when_it_ships(shop, gateway):
    order = confirmed_by_workers(shop, {0: 1})
    ship(order, {1: 1}, parcel_id=1)

    edit(again(order), more())
    work()
    ship(again(order), {2: 1}, parcel_id=2)

    assert again(order).captured_amount == again(order).total == Decimal(42)
    assert broken() == []


@pytest.mark.parametrize("kind", ["on_account", "cash_on_delivery"])
def test_what_is_paid_later_grows_and_shrinks_with_the_order(shop, kind):
    creditworthy()
    order = placed_order(shop, {0: 2}, tenders=[TenderRequest(kind=kind)])
    work()

    edit(order, more())
    work()
    grown = again(order)
    edit(grown, left(order, 1))
    work()

    assert (grown.on_account_amount, again(order).on_account_amount) == (Decimal(54), Decimal(42))
    assert broken() == []


def test_a_transfer_is_awaited_for_the_difference(shop):
    order = placed_order(shop, {0: 2}, tenders=[TenderRequest(kind="transfer")])
    work()
    payment = Payment.objects.get()
    record_payment_received(payment_id=payment.pk, amount=Decimal(30), reference="a", actor=SYSTEM)
    work()
    assert again(order).state == "confirmed"

    edit(again(order), more())
    work()

    assert Payment.objects.get().amount == Decimal(54)
    assert [one.code for one in blockers_of(again(order), "release")] == ["risk_unchecked", "funds_missing"]
    record_payment_received(payment_id=payment.pk, amount=Decimal(24), reference="b", actor=SYSTEM)
    work()
    assert blockers_of(again(order), "release") == []


def test_an_order_that_waited_for_money_is_confirmed_when_an_edit_makes_it_cheap_enough(shop):
    order = placed_order(shop, {0: 2}, tenders=[TenderRequest(kind="transfer")])
    work()
    record_payment_received(payment_id=Payment.objects.get().pk, amount=Decimal(18), reference="a", actor=SYSTEM)
    work()
    assert again(order).state == "placed"

    edit(again(order), left(order, 1))
    work()

    assert again(order).state == "confirmed"
