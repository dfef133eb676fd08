"""An edit of a placed order is put together, refused in words, dropped: the order stays as it is."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from orders.editing.steps import Step
from orders.errors import NotEnoughStock, RequestRefused, StaleVersion
from orders.intake.reference import forget_reference
from orders.models import Order, OrderChange
from orders.selectors.change_preview import preview_change
from orders.services.applying import confirm_change
from orders.services.canceling import cancel_order
from orders.services.changing import (
    add_action,
    cancel_change,
    decline_change,
    open_change,
    remove_action,
    request_change,
)
from orders.services.drafts import create_draft
from orders.services.holding import hold_order
from orders.services.recording.floor import record_picked
from orders.tests import factories
from orders.tests.edits import ELSEWHERE, broken, goods, price, refused, rep, staged, units
from orders.tests.factories import claims_of, placed_order


@pytest.mark.parametrize("state", ["canceled", "draft"])
def test_an_order_that_is_over_or_a_draft_is_not_edited(shop, state):
    order = create_draft(shop.request(), actor=SYSTEM) if state == "draft" else placed_order(shop)
    if state == "canceled":
        cancel_order(order_id=order.pk, actor=SYSTEM, reason="no")

    with pytest.raises(MoveRefused) as refusal:
        open_change(order_id=order.pk, actor=SYSTEM)

    assert f"it is {state}" in refusal.value.message
    assert state == "draft" or "was canceled by The system at" in refusal.value.message


def test_picked_units_stay_until_the_floor_puts_them_back(shop):
    order = factories.released_order(shop, {0: 3})
    (place,) = claims_of(order)
    record_picked(order_id=order.pk, units={place: 2}, actor=SYSTEM)

    refusal = refused(order, units(order, 0), goods())

    (blocker,) = refusal.blockers
    assert (blocker.code, blocker.fix) == ("picked", "Ask the floor to put them back; that cancels them.")
    assert "2 units are picked; 1 can be canceled, not 3" in refusal.message
    assert refusal.latest


def test_what_shipped_keeps_its_price_and_its_method(shop):
    order = factories.dispatched_order(shop, {0: 3})

    refusal = refused(order, price(order, "1"), Step(kind="set_method", method_code="standard"), units(order, 1))

    assert [one.code for one in refusal.blockers] == ["shipped", "shipped", "shipped"]


def test_an_order_is_not_emptied_by_an_edit(shop):
    order = placed_order(shop, {0: 3})

    refusal = refused(order, units(order, 0))

    assert refusal.blockers[0].fix_move == "cancel"


def test_goods_that_do_not_travel_are_not_added_once_confirmed(shop):
    shop.skus[1].needs_shipping = False
    shop.skus[1].save()

    refusal = refused(factories.confirmed_order(shop), goods("SKU-2"))

    assert refusal.blockers[0].code == "served_at_once"


def test_a_channel_without_backorders_refuses_the_whole_change(db):
    shop = factories.open_shop(stock_policy="refuse")
    order = placed_order(shop)
    change = staged(order, goods("SKU-2", 11), units(order, 3))

    foreseen = preview_change(change, now=timezone.now())
    with pytest.raises(NotEnoughStock) as refusal:
        confirm_change(change_id=change.pk, actor=SYSTEM)

    assert refusal.value.code == foreseen.blockers[0].code == "not_enough_stock"
    assert Order.objects.get().lines.count() == 1
    assert broken() == {}


def test_the_preview_tells_which_units_are_let_go_and_the_change_lets_go_of_those(shop):
    order = placed_order(shop, {0: 12})
    before = order.lines.get()
    change = staged(order, units(order, 7))

    (row,) = preview_change(change, now=timezone.now()).lines
    confirm_change(change_id=change.pk, actor=SYSTEM)

    after = order.lines.get()
    assert (row.waits_no_more, row.back_on_sale) == (2, 3)
    assert (before.backordered - after.backordered, before.allocated - after.allocated) == (2, 3)


def test_the_channels_limit_holds_for_edits_too(shop):
    shop.channel.max_order_total = Decimal(40)
    shop.channel.save()

    assert refused(placed_order(shop), goods("SKU-3")).blockers[0].code == "too_much"


def test_one_change_at_a_time_and_the_second_editor_is_told_who(shop, django_user_model):
    ada = django_user_model.objects.create_user("ada", first_name="Ada", last_name="Example")
    order = placed_order(shop)
    open_change(order_id=order.pk, actor=Actor(kind="user", reference=str(ada.pk), is_trusted=True))

    with pytest.raises(MoveRefused, match="Ada Example has been editing it since"):
        open_change(order_id=order.pk, actor=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderChange.objects.create(order=order, base_version=1, requested_by="x")


def test_a_change_on_an_order_that_changed_meanwhile_is_a_conflict(shop):
    order = placed_order(shop)
    change = staged(order, goods())
    hold_order(order_id=order.pk, kind="manual", reason="wait", actor=SYSTEM)

    with pytest.raises(StaleVersion, match="was held by The system"):
        confirm_change(change_id=change.pk, actor=SYSTEM)

    now = Order.objects.get().version
    assert confirm_change(change_id=change.pk, actor=SYSTEM, expected_version=now).state == "confirmed"


def test_a_second_confirm_is_told_that_it_was_done(shop):
    change = staged(placed_order(shop), goods())
    confirm_change(change_id=change.pk, actor=SYSTEM)

    with pytest.raises(MoveRefused, match=r"the change is confirmed already\. Order O-.* was changed by The system"):
        confirm_change(change_id=change.pk, actor=SYSTEM)

    assert Order.objects.get().lines.count() == 2


def test_a_change_is_asked_for_declined_and_another_begun(shop):
    order = placed_order(shop)
    change = staged(order, goods())
    request_change(change_id=change.pk, actor=SYSTEM, reason="a favor")

    with pytest.raises(MoveRefused, match="its steps stand fast"):
        add_action(change_id=change.pk, step=goods(), actor=SYSTEM)
    decline_change(change_id=change.pk, actor=SYSTEM, reason="no favors")
    again = staged(order, goods())
    cancel_change(change_id=again.pk, actor=SYSTEM)

    assert list(OrderChange.objects.order_by("pk").values_list("state", flat=True)) == ["declined", "canceled"]
    assert Order.objects.get().version == order.version
    with pytest.raises(MoveRefused):
        confirm_change(change_id=again.pk, actor=SYSTEM)


def test_a_later_step_on_the_same_line_takes_the_place_of_the_earlier_one(shop):
    order = placed_order(shop, {0: 5})
    change = staged(order, units(order, 3), units(order, 4), goods(), goods("SKU-3"))
    remove_action(change_id=change.pk, action_id=change.actions.get(sku__code="SKU-3").pk, actor=SYSTEM)

    assert [(one.kind, one.quantity) for one in change.actions.all()] == [("set_quantity", 4), ("add_line", 1)]


def test_every_kind_of_step_asks_for_its_own_right(shop):
    order = placed_order(shop, {0: 5})
    change = staged(order)
    steps = {
        "orders.override_price": price(order, "9"),
        "orders.cancel_order": units(order, 1),
        "orders.change_shipping_address": Step(kind="set_address", address=ELSEWHERE),
    }
    for right, step in steps.items():
        with pytest.raises(NotPermitted, match=right):
            add_action(change_id=change.pk, step=step, actor=rep())
        add_action(change_id=change.pk, step=step, actor=rep(right))
    with pytest.raises(NotPermitted, match=r"orders\.override_price"):
        add_action(change_id=change.pk, step=goods(unit_price=Decimal(3), reason="x"), actor=rep())
    with pytest.raises(NotPermitted, match=r"orders\.confirm_orderchange"):
        confirm_change(change_id=change.pk, actor=rep())
    with pytest.raises(NotPermitted, match=r"orders\.add_orderchange"):
        open_change(order_id=placed_order(shop).pk, actor=Actor(kind="user"))


def test_the_channels_price_limit_holds_for_lines_that_exist(shop):
    shop.channel.max_override_percent = Decimal(10)
    shop.channel.save()
    forget_reference()
    order = placed_order(shop)

    with pytest.raises(RequestRefused, match="at most 10 %"):
        staged(Order.objects.get(pk=order.pk), price(order, "8.9"), actor=rep("orders.override_price"))


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step(kind="add_line", sku_code="NOPE", quantity=1), "SKU “NOPE” is unknown"),
        (Step(kind="add_line", sku_code="SKU-1", quantity=0), "must be 1 to"),
        (Step(kind="set_quantity", line_id=0, quantity=1), "has no line 0"),
        (Step(kind="set_method", method_code="boat"), "Unknown shipping method “boat”. Use one of: standard"),
        (Step(kind="set_address", address=replace(ELSEWHERE, country="FR")), "worked out for DE"),
        (Step(kind="dance"), "is not one of"),
        (Step(kind="add_line", sku_code="SKU-1", quantity=1, reason="x\0"), "NUL"),
    ],
)
def test_a_step_that_cannot_be_is_refused_at_once(shop, step, words):
    with pytest.raises(InvalidInput, match=words):
        staged(placed_order(shop), step)


@pytest.mark.parametrize("count", [1, 12])
def test_a_preview_takes_as_many_queries_however_long_it_is(shop, count, django_assert_max_num_queries):
    order = placed_order(shop, {0: 2, 1: 2})
    change = staged(order, *[goods("SKU-2", 3) for _ in range(count)], units(order, 4), units(order, 1, 2))

    with django_assert_max_num_queries(14):
        preview_change(change, now=timezone.now())
