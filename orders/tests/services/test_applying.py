"""An edit of a placed order is made as the preview told: units, prices, days, totals to the last cent."""

from datetime import timedelta
from decimal import Decimal

import pytest

from catalog.models import ShippingMethod, ShippingRate
from core.actors import SYSTEM
from core.models import Event
from orders.editing.steps import Step
from orders.intake.reference import forget_reference
from orders.intake.requests import DiscountRequest, LineRequest
from orders.models import OrderChange, OrderSearch
from orders.services.recording.returning import record_return_received
from orders.tests import factories
from orders.tests.edits import ELSEWHERE, edited, goods, line_of, price, units
from orders.tests.factories import placed_order
from orders.tests.voucher_factories import FixedVoucherFactory, ShippingVoucherFactory, VoucherFactory


def test_added_goods_are_a_line_of_their_own_with_price_tax_claim_and_promise(shop):
    order = placed_order(shop, {0: 2})

    after = edited(order, goods("SKU-2", 3))

    added = line_of(after, 2)
    assert (added.ordered, added.allocated, added.unit_price, added.tax_amount) == (3, 3, Decimal(20), Decimal(12))
    assert added.promise_on == line_of(after).promise_on
    # 2 × 10 + 3 × 20 + 5 shipping, 20 % on all of it.
    assert (after.total, after.tax_total) == (Decimal(102), Decimal(17))
    assert shop.level(1).allocated == 3
    assert after.version == order.version + 1


def test_the_totals_before_and_after_stay_with_the_change_and_the_history_says_what_changed(shop):
    order = placed_order(shop, {0: 2})

    edited(order, goods("SKU-2", 1))

    change = OrderChange.objects.get()
    assert (change.state, change.total_before, change.total_after) == ("confirmed", Decimal(30), Decimal(54))
    event = Event.objects.get(name="orders.changed")
    assert event.data["change_id"] == change.pk
    assert event.data["changes"]["total"] == ["30.0000", "54.0000"]
    assert event.data["changes"]["line 2 allocated"] == [0, 1]
    assert event.note.text == "customer called"


def test_what_is_not_there_is_backordered_with_the_day_the_preview_told(shop):
    after = edited(placed_order(shop, {0: 1}), goods("SKU-2", 12))

    line = line_of(after, 2)
    assert (line.allocated, line.backordered, after.promised_on) == (10, 2, line.promise_on)
    assert line.promise_on > line_of(after).promise_on


def test_more_units_come_as_a_new_line_at_the_same_price_with_the_lines_percentage(shop):
    line = LineRequest(
        sku_code="SKU-1", quantity=2, unit_price=Decimal("9.50"), price_reason="friend",
        discounts=[DiscountRequest(label="Off", percent=Decimal(10))],
    )  # fmt: skip
    order = placed_order(shop, lines=[line])

    after = edited(order, units(order, 5))

    more = line_of(after, 2)
    assert (more.ordered, more.unit_price, more.price_reason) == (3, Decimal("9.5"), "friend")
    assert (more.amount, more.discount_amount) == (Decimal("28.50"), Decimal("2.85"))
    assert line_of(after).ordered == 2


def test_fewer_units_are_canceled_and_their_claims_fall(shop):
    order = placed_order(shop, {0: 5})

    after = edited(order, units(order, 2))

    line = line_of(after)
    assert (line.ordered, line.canceled, line.allocated) == (5, 3, 2)
    assert shop.level().allocated == 2
    assert after.total == Decimal(30)


def test_another_price_is_paid_for_all_units_and_its_reason_stays(shop):
    order = placed_order(shop, {0: 3, 1: 1})

    after = edited(order, price(order, "7.123456"))

    line = line_of(after)
    assert (line.amount, line.price_reason) == (Decimal("21.37"), "agreed")
    assert Event.objects.get(name="orders.changed").data["changes"]["line 1 unit_price"] == ["10.000000", "7.123456"]


def test_steps_of_all_kinds_are_made_together(shop):
    method = ShippingMethod.objects.create(code="fast", name="Fast", tax_class=shop.skus[0].tax_class)
    ShippingRate.objects.create(method=method, channel=shop.channel, amount=Decimal(12), transit_days=1)
    forget_reference()
    order = placed_order(shop, {0: 3, 1: 2})
    promised = line_of(order).promise_on

    after = edited(
        order, goods("SKU-3", 1), units(order, 1), price(order, "18", 2), Step(kind="set_method", method_code="fast"),
        Step(kind="set_address", address=ELSEWHERE),
        Step(kind="cancel_units", line_id=line_of(order, 2).pk, quantity=1, reason="too many"),
    )  # fmt: skip

    assert after.shipping_method == method
    assert after.shipping_address.city == "Potsdam"
    assert "potsdam" in str(OrderSearch.objects.get(order=after).document)
    assert [(charge.label, charge.amount) for charge in after.charges.all()] == [("Fast", Decimal(12))]
    # 10 + 18 + 30 + 12, and 20 %.
    assert after.total == Decimal(84)
    assert line_of(after).promise_on == promised - timedelta(days=1)
    assert line_of(after, 3).promise_on == line_of(after).promise_on


def test_free_shipping_stays_free_by_another_method(shop):
    method = ShippingMethod.objects.create(code="fast", name="Fast", tax_class=shop.skus[0].tax_class)
    ShippingRate.objects.create(method=method, channel=shop.channel, amount=Decimal(12), transit_days=1)
    forget_reference()
    voucher = ShippingVoucherFactory(code="SHIP")
    order = placed_order(shop, {0: 3}, voucher_codes=["SHIP"])

    after = edited(order, Step(kind="set_method", method_code="fast"))

    assert after.charges.get().amount == 0
    assert after.redemptions.get(voucher=voucher).amount == Decimal(12)


def test_discounts_and_vouchers_are_kept_and_shared_anew(shop):
    VoucherFactory(code="TEN")
    FixedVoucherFactory(code="FIX", amount=Decimal(15))
    order = placed_order(
        shop, {0: 1}, voucher_codes=["TEN", "FIX"], discounts=[DiscountRequest(label="Two", amount=Decimal(2))]
    )
    assert order.discount_total == Decimal(10)

    after = edited(order, goods("SKU-2", 2))

    # 50 − 2, ten percent of the rest, then 15.
    assert [one.amount for one in after.discounts.order_by("pk")] == [Decimal(2), Decimal("4.8"), Decimal(15)]
    assert after.discount_total == Decimal("21.80")
    assert {one.voucher.code: one.amount for one in after.redemptions.all()} == {
        "TEN": Decimal("4.8"), "FIX": Decimal(15),
    }  # fmt: skip


@pytest.mark.parametrize("currency", ["JPY", "EUR", "KWD"])
@pytest.mark.parametrize("is_included", [False, True])
def test_no_cent_is_lost_in_any_currency(db, currency, is_included):
    shop = factories.open_shop(currency=currency, prices_include_tax=is_included)
    odd = [LineRequest(sku_code=f"SKU-{n}", quantity=3, unit_price=Decimal("3.337"), price_reason="x") for n in (1, 2)]
    order = placed_order(shop, lines=odd, discounts=[DiscountRequest(label="Off", percent=Decimal("7.77"))])

    after = edited(
        order, units(order, 1), price(order, "2.221", 2), goods("SKU-3", 7, unit_price=Decimal("0.99"), reason="x")
    )
    after = edited(after, units(after, 5, 2), units(after, 0))

    assert after.total == after.lines_total - after.discount_total + after.charges_total + (
        0 if is_included else after.tax_total
    )


def test_a_line_that_came_back_keeps_its_shares_and_everything_still_adds_up(shop):
    order = factories.delivered_order(shop, {0: 3, 1: 1}, discounts=[DiscountRequest(label="Off", percent=Decimal(7))])
    record_return_received(order_id=order.pk, units={line_of(order).pk: 1}, was_requested=False, actor=SYSTEM)
    was = line_of(order)

    after = edited(order, goods("SKU-3", 1))

    line = line_of(after)
    assert (line.discount_amount, line.tax_amount) == (was.discount_amount, was.tax_amount)
