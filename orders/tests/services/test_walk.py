"""One order from placed to completed, and the ways off that road."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM, Actor
from core.effects import drain
from core.errors import InvalidInput, MoveRefused
from core.fsm import blockers_of
from core.models import Event, EventNote
from inventory.services.adjusting import adjust_stock
from orders.errors import NotEnoughUnits, StaleVersion
from orders.intake.requests import CustomerRequest
from orders.models import Allocation, Backorder, Order, OrderSearch
from orders.selectors.worth import amount_shipped, return_value
from orders.services.canceling import cancel_lines, cancel_order, expire_order
from orders.services.confirming import confirm_order
from orders.services.drafts import create_draft, place_draft, replace_draft
from orders.services.holding import hold_order, release_hold
from orders.services.recording.counts import record_open
from orders.services.recording.credit import record_credit
from orders.services.recording.floor import record_picked, record_release
from orders.services.recording.funds import Funds, record_funds
from orders.services.recording.returning import record_return_received, record_return_requested
from orders.services.recording.risk import record_risk
from orders.services.recording.road import record_delivery
from orders.services.recording.short import record_short
from orders.services.reinstating import reinstate_order
from orders.services.shortfall import cover_shortfall
from orders.tests import factories
from orders.tests.factories import claims_of

pytestmark = pytest.mark.django_db


def again(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def test_an_order_walks_to_completed_once_paid_and_delivered(shop):
    order = factories.delivered_order(shop, {0: 2, 1: 1})
    assert blockers_of(order, "complete")[0].code == "balance_due"

    record_funds(order_id=order.pk, funds=Funds(authorized=order.total, captured=order.total), actor=SYSTEM)
    drain()

    order = again(order)
    assert (order.state, order.display_status) == ("completed", "completed")
    assert (order.fulfillment_status, order.payment_status) == ("delivered", "paid")
    states = [
        event.data["changes"]["state"][1]
        for event in Event.objects.filter(order_id=order.pk).order_by("seq")
        if "state" in event.data.get("changes", {})
    ]
    assert states == ["placed", "confirmed", "processing", "completed"]
    level = shop.level(0)
    assert (level.on_hand, level.allocated) == (8, 0)
    seqs = list(Event.objects.filter(order_id=order.pk).order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))


def test_confirm_tells_every_reason_why_not(shop):
    order = factories.placed_order(shop)
    hold_order(order_id=order.pk, kind="manual", reason="call first", actor=SYSTEM)

    with pytest.raises(MoveRefused) as refusal:
        confirm_order(order_id=order.pk, actor=SYSTEM)

    assert [blocker.code for blocker in refusal.value.blockers] == ["risk_unchecked", "on_hold", "funds_missing"]
    assert again(order).state == "placed"


def test_an_order_confirms_itself_when_the_last_hold_is_released(shop):
    order = factories.authorized_order(shop)
    hold = hold_order(order_id=order.pk, kind="manual", reason="", actor=SYSTEM)
    record_risk(order_id=order.pk, score=5, verdict="pass", reason="", actor=SYSTEM)
    drain()
    assert (again(order).state, again(order).display_status) == ("placed", "on_hold")

    release_hold(hold_id=hold.pk, actor=SYSTEM)
    drain()

    assert again(order).state == "confirmed"


def test_a_risky_order_waits_with_the_signals_in_words(shop):
    order = factories.authorized_order(shop)

    record_risk(order_id=order.pk, score=70, verdict="review", reason="Card and address differ.", actor=SYSTEM)

    hold = again(order).holds.get()
    assert (hold.kind, hold.reason) == ("fraud_review", "Card and address differ.")
    assert again(order).risk_score == 70


def test_a_stale_version_is_a_conflict(shop):
    order = factories.placed_order(shop)
    record_funds(order_id=order.pk, funds=Funds(authorized=order.total), actor=SYSTEM)

    with pytest.raises(StaleVersion):
        cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed mind", expected_version=order.version)


def test_canceling_frees_the_goods_for_those_who_wait(shop):
    first = factories.placed_order(shop, {0: 10})
    second = factories.placed_order(shop, {0: 3})
    assert second.lines.get().backordered == 3

    cancel_order(order_id=first.pk, actor=SYSTEM, reason="changed mind")
    drain()

    first, line = again(first), again(second).lines.get()
    assert (first.state, first.total, first.payment_status) == ("canceled", 0, "voided")
    assert first.lines.get().canceled == 10
    assert (line.allocated, line.backordered) == (3, 0)
    assert (shop.level().allocated, shop.level().backordered) == (3, 0)
    assert EventNote.objects.get(event__name="orders.canceled").text == "changed mind"


def test_canceling_units_takes_owed_ones_first_and_their_exact_share(shop):
    order = factories.placed_order(shop, {0: 12})

    cancel_lines(order_id=order.pk, units={order.lines.get().pk: 3}, actor=SYSTEM, reason="fewer")

    order, line = again(order), order.lines.get()
    assert (line.canceled, line.backordered, line.allocated) == (3, 0, 9)
    assert (order.lines_total, order.tax_total, order.total) == (90, 19, 114)
    assert Backorder.objects.get().quantity == 0


def test_holds_end_with_the_order(shop):
    order = factories.placed_order(shop)
    hold_order(order_id=order.pk, kind="manual", reason="call", actor=SYSTEM)

    cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed mind")

    assert again(order).is_on_hold is False
    assert again(order).holds.get().released_by == "system"


def test_a_cancel_without_a_reason_is_refused(shop):
    order = factories.placed_order(shop)

    with pytest.raises(InvalidInput) as refusal:
        cancel_order(order_id=order.pk, actor=SYSTEM, reason=" ")

    assert refusal.value.context["field"] == "reason"


def test_picked_goods_are_not_canceled_behind_the_floors_back(shop):
    order = factories.released_order(shop)
    record_picked(order_id=order.pk, units=claims_of(again(order)), actor=SYSTEM)

    with pytest.raises(MoveRefused) as refusal:
        cancel_order(order_id=order.pk, actor=SYSTEM, reason="late")

    assert [blocker.code for blocker in refusal.value.blockers] == ["picked"]


def test_an_unpaid_order_expires_and_a_paid_one_does_not(shop):
    unpaid, paid = factories.placed_order(shop), factories.authorized_order(shop)

    expire_order(order_id=unpaid.pk, actor=SYSTEM)
    with pytest.raises(MoveRefused):
        expire_order(order_id=paid.pk, actor=SYSTEM)

    assert (again(unpaid).state, again(unpaid).payment_status) == ("expired", "expired")
    assert shop.level().allocated == 1


def test_a_reinstated_order_has_its_goods_and_totals_back(shop):
    order = factories.placed_order(shop, {0: 2})
    total = order.total
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="mistake")

    order = reinstate_order(order_id=order.pk, actor=SYSTEM, reason="paid late")

    line = order.lines.get()
    assert (order.state, order.total, line.allocated, line.canceled) == ("placed", total, 2, 0)
    assert Allocation.objects.get().quantity == shop.level().allocated == 2


def test_a_short_pick_is_found_elsewhere_or_backordered_with_a_new_promise(shop):
    shop.receive(2, index=0, warehouse=1)
    order = factories.released_order(shop, {0: 5})
    line, level = order.lines.get(), shop.level()
    place = level.sku.bins.get(location__warehouse=shop.warehouses[0]).location_id

    record_short(
        order_id=order.pk, line_id=line.pk, level_id=level.pk, location_id=place, quantity=3, reason="not_there",
        actor=SYSTEM,
    )  # fmt: skip

    line.refresh_from_db()
    assert (line.allocated, line.released, line.backordered) == (4, 2, 1)
    assert (shop.level().on_hand, shop.level().allocated, shop.level().backordered) == (7, 2, 1)
    assert shop.level(warehouse=1).allocated == 2
    assert line.promise_on > line.original_promise_on


def test_releasing_more_than_is_allocated_is_refused_with_the_line(shop):
    order = factories.confirmed_order(shop)

    with pytest.raises(NotEnoughUnits):
        record_release(order_id=order.pk, units={(order.lines.get().pk, shop.level().pk): 2}, actor=SYSTEM)

    assert again(order).state == "confirmed"


def test_a_parcel_told_twice_arrives_once(shop):
    order = factories.delivered_order(shop, {0: 2})

    record_delivery(order_id=order.pk, parcel_id=1, units={order.lines.get().pk: 2}, actor=SYSTEM)

    assert order.lines.get().delivered == 2


def test_parcels_and_returns_add_up_to_the_total_exactly(shop):
    order = factories.dispatched_order(shop, {0: 3})
    assert amount_shipped(order) == order.total

    line = order.lines.get()
    line.order = order
    first = return_value(line, 1)
    record_return_requested(order_id=order.pk, units={line.pk: 3}, actor=SYSTEM)
    record_return_received(order_id=order.pk, units={line.pk: 1}, was_requested=True, actor=SYSTEM)
    line.refresh_from_db()
    line.order = again(order)
    assert first + return_value(line, 2) == Decimal(36)
    assert (line.returned, line.return_requested) == (1, 2)


def test_more_cannot_be_credited_than_the_order_costs(shop):
    order = factories.dispatched_order(shop)

    with pytest.raises(InvalidInput):
        record_credit(order_id=order.pk, amount=order.total + 1, actor=SYSTEM, reason="kind")
    record_credit(order_id=order.pk, amount=order.total, actor=SYSTEM, reason="kind")

    assert again(order).credited_amount == order.total


def test_a_draft_written_anew_is_found_by_its_new_words_alone(shop):
    draft = create_draft(shop.request(po_number="alpha"), actor=SYSTEM)
    request = shop.request(customer=CustomerRequest(name="Grace Hopper", email="grace@example.org"), po_number="beta")

    replace_draft(order_id=draft.pk, request=request, actor=SYSTEM)

    words = OrderSearch.objects.get(order=draft).document
    assert all(word in words for word in ("grace", "hopper", "beta"))
    assert not any(word in words for word in ("ada@example.com", "alpha"))


def test_a_draft_claims_nothing_until_it_is_placed(shop):
    draft = create_draft(shop.request({0: 2}), actor=SYSTEM)
    assert (draft.state, draft.total, shop.level().allocated) == ("draft", 30, 0)

    placed = place_draft(order_id=draft.pk, actor=SYSTEM)

    assert (placed.state, placed.lines.get().allocated, shop.level().allocated) == ("placed", 2, 2)


def test_a_refused_service_leaves_nothing_behind(shop):
    order = factories.placed_order(shop)
    events = Event.objects.count()

    with pytest.raises(MoveRefused):
        confirm_order(order_id=order.pk, actor=SYSTEM)
    with pytest.raises(Exception, match="lacks the right"):
        cancel_order(order_id=order.pk, actor=Actor(kind="user", reference="3", name="Pat"), reason="no")

    assert Event.objects.count() == events
    assert again(order).version == order.version


def test_a_shortfall_leaves_the_floor_what_it_was_given(shop):
    shop.receive(4, warehouse=1)
    order = factories.confirmed_order(shop, {0: 14})
    level, line = shop.level(), order.lines.get()
    record_release(order_id=order.pk, units={(line.pk, level.pk): 10}, actor=SYSTEM)
    place = level.sku.bins.get(location__warehouse=shop.warehouses[0]).location_id

    adjust_stock(
        warehouse_id=level.warehouse_id, sku_id=level.sku_id, location_id=place, delta=-3, reason="count", actor=SYSTEM
    )
    cover_shortfall(level_id=level.pk)

    assert sorted(Allocation.objects.values_list("level__warehouse__code", "quantity")) == [("w1", 10), ("w2", 4)]
    assert shop.level().shortfall == 3


def test_units_that_came_back_without_arriving_do_not_keep_an_order_open(shop):
    order = factories.dispatched_order(shop, {0: 2})
    units = {line.pk: line.shipped for line in order.lines.all()}
    record_open(order_id=order.pk, parcels=1, actor=SYSTEM)
    record_return_received(order_id=order.pk, units=units, was_requested=False, actor=SYSTEM)
    assert "units_on_the_road" in [blocker.code for blocker in blockers_of(again(order), "complete")]

    record_open(order_id=order.pk, parcels=0, actor=SYSTEM)

    assert "units_on_the_road" not in [blocker.code for blocker in blockers_of(again(order), "complete")]
