"""Orders split while nobody has paid: to the cent, with their claims, and never beside a payment that starts."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Event
from orders.errors import NotEnoughUnits, StaleVersion
from orders.intake.requests import DiscountRequest, TenderRequest
from orders.models import Allocation, Backorder, Order
from orders.services.holding import hold_order
from orders.tests.edits import broken
from orders.tests.factories import placed_order
from payments.models import Payment
from payments.services.parting import merge_unpaid, split_unpaid
from payments.services.starting import start_payments
from payments.tests.factories import work

pytestmark = pytest.mark.django_db

TRANSFER = {"tenders": [TenderRequest(kind="transfer")]}
WHY = {"actor": SYSTEM, "reason": "The chairs go to the office."}


def line(order: Order, position: int = 1):
    return order.lines.get(position=position)


def again(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def test_units_their_claims_and_their_worth_go_to_a_new_order(shop):
    order = placed_order(shop, {0: 3, 1: 2}, **TRANSFER)
    before = shop.level()

    new = split_unpaid(order_id=order.pk, units={line(order).pk: 2, line(order, 2).pk: 1}, **WHY)

    first = again(order)
    assert (new.state, new.original_order, new.customer, new.shipping_address) == (
        "placed", first, first.customer, first.shipping_address,
    )  # fmt: skip
    assert (new.lines_total, new.charges_total, new.tax_total, new.total) == (40, 0, 8, 48)
    assert (first.lines_total, first.charges_total, first.total) == (30, 5, Decimal(42))
    assert first.total + new.total == order.total
    assert [(one.ordered, one.allocated) for one in new.lines.order_by("position")] == [(2, 2), (1, 1)]
    assert (line(first).ordered, line(first).canceled, line(first).allocated) == (3, 2, 1)
    assert (shop.level().allocated, shop.level().available) == (before.allocated, before.available)
    assert broken() == {}


def test_units_that_wait_go_first(shop):
    order = placed_order(shop, {0: 12}, **TRANSFER)

    new = split_unpaid(order_id=order.pk, units={line(order).pk: 3}, **WHY)

    assert (line(new).backordered, line(new).allocated) == (2, 1)
    assert (line(order).backordered, line(order).allocated) == (0, 9)
    assert sum(Allocation.objects.values_list("quantity", flat=True)) == 10
    assert sum(Backorder.objects.values_list("quantity", flat=True)) == 2
    assert broken() == {}


@pytest.mark.parametrize("included", [True, False])
def test_discounts_are_parted_to_the_cent(shop, included):
    shop.channel.prices_include_tax = included
    shop.channel.save()
    discounts = [DiscountRequest(label="Spring", amount=Decimal("10.01"))]
    order = placed_order(shop, {0: 3, 2: 1}, discounts=discounts, **TRANSFER)

    new = split_unpaid(order_id=order.pk, units={line(order).pk: 1}, **WHY)

    first = again(order)
    assert first.discount_total + new.discount_total == Decimal("10.01")
    assert abs(first.total + new.total - order.total) <= (0 if included else Decimal("0.01"))
    assert broken() == {}


def test_both_tell_of_it_and_are_paid_apart(shop):
    order = placed_order(shop, {0: 3}, **TRANSFER)
    work()

    new = split_unpaid(order_id=order.pk, units={line(order).pk: 2}, **WHY)
    work()

    amounts = dict(Payment.objects.values_list("order_id", "amount"))
    assert amounts == {order.pk: again(order).total, new.pk: new.total}
    assert Event.objects.get(order_id=order.pk, name="orders.split").data["new_order_id"] == new.pk
    assert Event.objects.get(order_id=new.pk, name="orders.split_off").data["from_order_id"] == order.pk
    assert broken() == {}


def test_once_a_payment_exists_the_fulfillment_is_split_instead(shop, gateway):
    order = placed_order(shop, {0: 3})
    start_payments(order_id=order.pk, actor=SYSTEM)

    with pytest.raises(MoveRefused) as refused:
        split_unpaid(order_id=order.pk, units={line(order).pk: 1}, **WHY)
    (blocker,) = refused.value.blockers
    assert (blocker.code, "Split the fulfillment instead" in blocker.fix) == ("payment_exists", True)


def test_what_cannot_be_parted_is_refused_with_the_reason(shop):
    order = placed_order(shop, {0: 3}, **TRANSFER)
    one = {line(order).pk: 1}

    with pytest.raises(InvalidInput, match="stays with the first"):
        split_unpaid(order_id=order.pk, units={line(order).pk: 3}, **WHY)
    with pytest.raises(NotEnoughUnits):
        split_unpaid(order_id=order.pk, units={line(order).pk: 4}, **WHY)
    with pytest.raises(InvalidInput):
        split_unpaid(order_id=order.pk, units={0: 1}, **WHY)
    with pytest.raises(InvalidInput, match="at least one"):
        split_unpaid(order_id=order.pk, units={}, **WHY)
    with pytest.raises(InvalidInput, match="why"):
        split_unpaid(order_id=order.pk, units=one, actor=SYSTEM, reason=" ")
    with pytest.raises(StaleVersion):
        split_unpaid(order_id=order.pk, units=one, expected_version=99, **WHY)
    nobody = Actor(kind="user", reference="9", name="Nell", rights=frozenset())
    with pytest.raises(NotPermitted):
        split_unpaid(order_id=order.pk, units=one, actor=nobody, reason="x")
    hold_order(order_id=order.pk, kind="manual", reason="wait", actor=SYSTEM)
    with pytest.raises(MoveRefused, match="on hold"):
        split_unpaid(order_id=order.pk, units=one, **WHY)
    assert Order.objects.count() == 1


def test_everything_goes_into_one_order_and_the_other_ends(shop):
    order, other = placed_order(shop, {0: 2}, **TRANSFER), placed_order(shop, {0: 9, 1: 1}, **TRANSFER)
    work()

    merged = merge_unpaid(order_id=order.pk, other_id=other.pk, **WHY)
    work()

    assert (merged.lines_total, merged.charges_total, merged.total) == (130, 5, 162)
    assert [(one.ordered, one.allocated, one.backordered) for one in merged.lines.order_by("position")] == [
        (2, 2, 0), (9, 8, 1), (1, 1, 0),
    ]  # fmt: skip
    ended = again(other)
    assert (ended.state, ended.total, ended.lines.filter(allocated__gt=0).count()) == ("canceled", 0, 0)
    assert (shop.level().allocated, shop.level().backordered) == (10, 1)
    assert dict(Payment.objects.values_list("order_id", "amount")) == {order.pk: merged.total, other.pk: 0}
    assert Event.objects.get(order_id=order.pk, name="orders.merged").data["other_order_id"] == other.pk
    assert Event.objects.get(order_id=other.pk, name="orders.merged_into").data["into_order_id"] == order.pk
    assert not Event.objects.filter(name="orders.canceled").exists()
    assert broken() == {}


def test_discounts_come_along_and_tax_is_rounded_once(shop):
    discounts = [DiscountRequest(label="Spring", amount=Decimal("3.33"))]
    order = placed_order(shop, {0: 1}, discounts=discounts, **TRANSFER)
    other = placed_order(shop, {0: 1}, discounts=discounts, **TRANSFER)

    merged = merge_unpaid(order_id=order.pk, other_id=other.pk, **WHY)

    assert (merged.discount_total, merged.tax_total) == (Decimal("6.66"), Decimal("3.67"))
    assert broken() == {}


def test_what_was_split_can_be_merged_again(shop):
    order = placed_order(shop, {0: 3, 1: 1}, **TRANSFER)
    new = split_unpaid(order_id=order.pk, units={line(order).pk: 2}, **WHY)

    merged = merge_unpaid(order_id=order.pk, other_id=new.pk, **WHY)

    assert merged.total == order.total
    assert broken() == {}


def test_orders_that_differ_are_kept_apart_with_what_differs(shop):
    order = placed_order(shop, {0: 1}, **TRANSFER)
    other = placed_order(shop, {0: 1}, po_number="4711", leave_at_door=True, **TRANSFER)

    with pytest.raises(MoveRefused, match="differ in leave at door, po number"):
        merge_unpaid(order_id=order.pk, other_id=other.pk, **WHY)
    with pytest.raises(InvalidInput, match="itself"):
        merge_unpaid(order_id=order.pk, other_id=order.pk, **WHY)
    assert again(other).state == "placed"


def test_a_payment_of_either_keeps_them_apart(shop, gateway):
    order, paid = placed_order(shop, {0: 1}), placed_order(shop, {0: 1})
    start_payments(order_id=paid.pk, actor=SYSTEM)

    for pair in ((order, paid), (paid, order)):
        with pytest.raises(MoveRefused, match="a payment for order"):
            merge_unpaid(order_id=pair[0].pk, other_id=pair[1].pk, **WHY)
