"""Kits: one price, the stock of their components, whole from the order to the cancellation."""

from decimal import Decimal

import pytest

from catalog.models import SKU, Price, SkuComponent, TaxClass, TaxRate
from core.actors import SYSTEM, Actor
from core.errors import MoveRefused, NotPermitted
from core.money import ZERO
from inventory.models import StockLevel
from orders.errors import NotEnoughStock, RequestRefused
from orders.intake.reference import forget_reference
from orders.intake.requests import CustomerRequest, DiscountRequest, LineRequest
from orders.models import Order, OrderKit
from orders.services.canceling import cancel_lines, cancel_order
from orders.services.drafts import create_draft, place_draft, replace_draft
from orders.services.placing import place_orders
from orders.services.quoting import quote_order
from orders.services.recording.floor import record_picked, record_release
from orders.tests.edits import broken
from orders.tests.factories import Shop, confirmed_order, open_shop, placed_order
from orders.tests.kits import kit_lines, kit_order, sell_kit, shape

pytestmark = pytest.mark.django_db


def refusal_of(shop: Shop, **options):
    (outcome,) = place_orders([shop.request(**options)], actor=SYSTEM)
    return outcome.error


def reduced(sku: SKU) -> None:
    books = TaxClass.objects.create(code="reduced", name="Reduced")
    TaxRate.objects.create(tax_class=books, country="DE", percent=7, valid_from="2020-01-01")
    SKU.objects.filter(pk=sku.pk).update(tax_class=books)


def test_a_kit_becomes_a_line_of_each_component_and_costs_its_own_price(shop):
    sell_kit(shop, {0: 2, 2: 1}, price="25.00")

    order = kit_order(shop, 3)

    kit = OrderKit.objects.get(order=order)
    assert (kit.code, kit.quantity, kit.unit_price, kit.amount, kit.position) == ("KIT-1", 3, 25, 75, 1)
    assert shape(order) == [("SKU-1", 6, 2, "30.00"), ("SKU-3", 3, 1, "45.00")]
    assert (order.lines_total, order.tax_total, order.total) == (75, 16, Decimal("96.00"))
    assert broken() == {}


def test_stock_is_taken_of_the_components_and_none_of_the_kit(shop):
    kit = sell_kit(shop, {0: 2, 2: 1})

    kit_order(shop, 3)

    assert [shop.level(index).allocated for index in range(3)] == [6, 0, 3]
    assert not StockLevel.objects.filter(sku=kit).exists()


def test_a_share_that_does_not_divide_is_given_whole_to_one_line(shop):
    sell_kit(shop, {0: 3, 1: 3, 2: 3}, price="10.00")
    Price.objects.exclude(sku__code="KIT-1").update(amount=7)

    order = kit_order(shop)

    assert shape(order) == [("SKU-1", 3, 3, "3.34"), ("SKU-2", 3, 3, "3.33"), ("SKU-3", 3, 3, "3.33")]
    assert broken() == {}


def test_without_the_price_of_every_component_the_kits_price_is_shared_equally(shop):
    sell_kit(shop, {0: 5, 2: 1}, price="25.00")
    Price.objects.filter(sku=shop.skus[2]).delete()

    assert shape(kit_order(shop)) == [("SKU-1", 5, 5, "12.50"), ("SKU-3", 1, 1, "12.50")]


def test_each_component_is_taxed_as_its_own_class(shop):
    reduced(shop.skus[2])
    sell_kit(shop, {0: 2, 2: 1}, price="25.00")

    order = kit_order(shop)

    assert [(line.tax_percent, line.tax_amount) for line in order.lines.all()] == [(20, 2), (7, Decimal("1.05"))]


def test_waived_tax_is_taken_out_of_each_share_at_its_own_rate(db):
    shop = open_shop(prices_include_tax=True, country="FR")
    reduced(shop.skus[2])
    sell_kit(shop, {0: 2, 2: 1}, price="25.00")

    order = kit_order(shop, 2, customer=CustomerRequest(name="Ada", email="a@example.com", vat_id="DE136695976"))

    assert order.tax_treatment == "reverse_charge"
    assert shape(order) == [("SKU-1", 4, 2, "16.67"), ("SKU-3", 2, 1, "28.04")]
    kit = OrderKit.objects.get()
    assert (kit.unit_price, kit.amount) == (25, Decimal("44.71"))
    assert broken() == {}


def test_a_discount_on_a_kit_is_worked_out_once_and_stands_in_shares_on_its_lines(shop):
    sell_kit(shop, {0: 2, 2: 1}, price="19.99")
    tenth = DiscountRequest(label="Tenth", percent=Decimal(10), reason="Regular")

    order = kit_order(shop, discounts=[DiscountRequest(label="Gift", amount=Decimal("1.00"))])
    other = placed_order(shop, lines=kit_lines(discounts=[tenth]))

    assert order.discount_total == 1
    assert other.discount_total == Decimal("2.00")
    assert sum(one.amount for one in other.discounts.all()) == Decimal("2.00")
    assert {one.line.sku.code for one in other.discounts.all()} == {"SKU-1", "SKU-3"}
    assert broken() == {}


def test_a_kit_beside_single_goods_keeps_the_positions_of_the_wish(shop):
    sell_kit(shop, {0: 2, 2: 1})
    lines = [LineRequest(sku_code="SKU-2", quantity=1), *kit_lines(), LineRequest(sku_code="SKU-1", quantity=1)]

    order = placed_order(shop, lines=lines)

    assert [row[0] for row in shape(order)] == ["SKU-2", "SKU-1", "SKU-3", "SKU-1"]
    assert OrderKit.objects.get().position == 2


def test_a_kit_whose_component_is_not_sold_or_is_a_kit_is_refused_with_its_name(shop):
    kit = sell_kit(shop, {0: 2, 2: 1})
    SKU.objects.filter(pk=shop.skus[2].pk).update(is_active=False)
    gone = refusal_of(shop, lines=kit_lines())
    SKU.objects.filter(pk=shop.skus[2].pk).update(is_active=True)
    SkuComponent.objects.create(kit=shop.skus[2], sku=shop.skus[1])
    forget_reference()
    nested = refusal_of(shop, lines=kit_lines())

    assert "Kit “KIT-1” cannot be sold: its component “SKU-3” is no longer sold." in gone.message
    assert "its component “SKU-3” is a kit itself" in nested.message
    assert gone.context["field"] == nested.context["field"] == "lines[0].sku_code"
    assert not kit.order_lines.exists()


def test_more_kits_than_six_decimals_can_share_are_refused_with_the_number_that_can(shop):
    sell_kit(shop, {0: 3, 2: 7}, price="0.10")

    error = refusal_of(shop, lines=kit_lines(units=9_001))

    assert isinstance(error, RequestRefused)
    assert "Order at most 1428 on a line, the rest on another." in error.message


def test_a_channel_without_backorders_refuses_half_a_kit_and_takes_nothing(db):
    shop = open_shop(stock=5, stock_policy="refuse")
    sell_kit(shop, {0: 2, 2: 1})

    error = refusal_of(shop, lines=kit_lines(units=3))

    assert isinstance(error, NotEnoughStock)
    assert "Only 5 of 6 units of SKU-1 are available, enough for 2 of 3 kits KIT-1" in error.message
    assert [shop.level(index).allocated for index in (0, 2)] == [0, 0]


def test_a_component_that_is_missing_is_backordered_while_the_others_are_held(db):
    shop = open_shop(stock=5)
    sell_kit(shop, {0: 2, 2: 1})

    order = kit_order(shop, 3)

    assert [(line.allocated, line.backordered) for line in order.lines.all()] == [(5, 1), (3, 0)]
    assert order.fulfillment_status == "backordered"
    assert broken() == {}


def test_the_tax_that_a_shop_worked_out_for_a_kit_stands_in_shares_on_its_lines(shop):
    sell_kit(shop, {0: 2, 2: 1}, price="25.00")
    sold = kit_lines(unit_price=Decimal("23.00"), price_reason="Sold in the shop", tax_amount=Decimal("4.37"))
    single = LineRequest(sku_code="SKU-2", quantity=1, tax_amount=Decimal("1.11"))

    order = placed_order(shop, lines=[*sold, single], is_priced=True)

    taxes = [line.tax_amount for line in order.lines.order_by("position")]
    assert (sum(taxes[:2]), taxes[2], order.tax_total) == (Decimal("4.37"), Decimal("1.11"), Decimal("5.48"))
    assert broken() == {}


def test_a_kit_of_more_lines_than_an_order_may_have_is_refused(shop):
    sell_kit(shop, {0: 2, 2: 1})

    error = refusal_of(shop, lines=kit_lines() * 501)

    assert "With the components of its kits the order has 1002 lines, more than the 1000" in error.message


def test_a_quote_says_what_placing_makes_of_a_kit(shop):
    sell_kit(shop, {0: 2, 2: 1}, price="24.99")
    wish = shop.request(lines=kit_lines(units=3))

    quote = quote_order(wish, actor=SYSTEM)
    (outcome,) = place_orders([wish], actor=SYSTEM)

    assert quote.composed.totals.total == Order.objects.get(pk=outcome.order_id).total
    assert [kit.amount for kit in quote.composed.kits] == [Decimal("74.97")]


def test_a_draft_keeps_the_kit_and_is_expanded_again_when_it_is_written_anew(shop):
    sell_kit(shop, {0: 2, 2: 1})
    draft = create_draft(shop.request(lines=kit_lines()), actor=SYSTEM)

    replace_draft(order_id=draft.pk, request=shop.request(lines=kit_lines(units=2)), actor=SYSTEM)
    placed = place_draft(order_id=draft.pk, actor=SYSTEM)

    assert [kit.quantity for kit in placed.kits.all()] == [2]
    assert shape(placed) == [("SKU-1", 4, 2, "20.00"), ("SKU-3", 2, 1, "30.00")]
    assert [shop.level(index).allocated for index in (0, 2)] == [4, 2]
    assert broken() == {}


def test_a_price_and_a_discount_that_a_lead_gave_on_a_kit_stay_when_a_rep_writes_the_draft_anew(shop):
    sell_kit(shop, {0: 2, 2: 1})
    tenth = DiscountRequest(label="Tenth", percent=Decimal(10), reason="Regular")
    wish = kit_lines(unit_price=Decimal("20.00"), price_reason="Fair", discounts=[tenth])
    draft = create_draft(shop.request(lines=wish), actor=SYSTEM)
    rep = Actor(kind="user", reference="7", rights=frozenset({"orders.change_order"}))

    replace_draft(order_id=draft.pk, request=shop.request(lines=wish, po_number="7"), actor=rep)
    more = kit_lines(units=2, unit_price=Decimal("20.00"), price_reason="Fair")
    with pytest.raises(NotPermitted):
        replace_draft(order_id=draft.pk, request=shop.request(lines=more), actor=rep)

    assert Order.objects.get(pk=draft.pk).lines_total == 20
    assert Order.objects.get(pk=draft.pk).discount_total == 2


def test_whole_kits_are_called_off_and_their_components_set_free(shop):
    sell_kit(shop, {0: 2, 2: 1}, price="25.01")
    order = kit_order(shop, 3)
    first, second = order.lines.order_by("position")

    canceled = cancel_lines(order_id=order.pk, units={first.pk: 2, second.pk: 1}, actor=SYSTEM, reason="fewer")

    assert [(line.ordered, line.canceled) for line in canceled.lines.all()] == [(6, 2), (3, 1)]
    assert [shop.level(index).allocated for index in (0, 2)] == [4, 2]
    assert broken() == {}


def test_a_part_of_a_kit_is_not_called_off_alone_and_the_refusal_tells_what_to_take_too(shop):
    sell_kit(shop, {0: 2, 2: 1})
    order = kit_order(shop, 3)
    first, second = order.lines.order_by("position")

    with pytest.raises(MoveRefused) as refused:
        cancel_lines(order_id=order.pk, units={first.pk: 1}, actor=SYSTEM, reason="fewer")

    (blocker,) = refused.value.blockers
    assert blocker.code == "broken_kit"
    assert "Breakfast set (KIT-1) is sold as a kit; 1 × Product 1, 1 × Product 3 would be left" in blocker.sentence
    assert blocker.fix == "Cancel whole kits: take 1 × Product 1, 1 × Product 3 too."
    assert [line.canceled for line in Order.objects.get(pk=order.pk).lines.all()] == [0, 0]
    assert second.kit_id == first.kit_id


def test_what_would_complete_a_kit_that_has_begun_to_leave_may_go_alone_but_no_whole_kit_is_broken(db):
    shop = open_shop(stock=5)
    sell_kit(shop, {0: 1, 2: 5})
    order = confirmed_order(shop, lines=kit_lines(units=3))
    first, second = order.lines.order_by("position")
    record_release(order_id=order.pk, units={(first.pk, shop.level(0).pk): 1}, actor=SYSTEM)
    record_picked(order_id=order.pk, units={(first.pk, shop.level(0).pk): 1}, actor=SYSTEM)

    with pytest.raises(MoveRefused):
        cancel_lines(order_id=order.pk, units={first.pk: 1}, actor=SYSTEM, reason="fewer")
    with pytest.raises(MoveRefused):
        cancel_lines(order_id=order.pk, units={second.pk: 6}, actor=SYSTEM, reason="fewer")
    cancel_lines(order_id=order.pk, units={second.pk: 5}, actor=SYSTEM, reason="fewer")

    lines = Order.objects.get(pk=order.pk).lines.order_by("position")
    assert [(line.ordered, line.canceled) for line in lines] == [(3, 0), (15, 5)]
    assert broken() == {}


def test_an_order_of_kits_is_canceled_whole(shop):
    sell_kit(shop, {0: 2, 2: 1})
    order = kit_order(shop, 3)

    cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed mind")

    assert Order.objects.get(pk=order.pk).total == ZERO
    assert [shop.level(index).allocated for index in (0, 2)] == [0, 0]
    assert broken() == {}
