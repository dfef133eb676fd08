from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import drain
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Event
from fulfillment.models import FulfillmentOrder, Pickup
from fulfillment.services.awaiting import keep_longer, renew_code
from fulfillment.services.closing import repack_parcel
from fulfillment.services.collecting import MOST_TRIES, collect, collect_on_signature
from fulfillment.services.parcels import mark_labeled
from fulfillment.services.putting_back import put_back, request_put_back
from fulfillment.services.uncollected import put_back_uncollected
from fulfillment.tests.factories import bin_units, order_of, packed_parcel, picker, reread
from fulfillment.tests.pickups import open_counter, waiting_pickup
from inventory.models import StockMovement
from orders.services.holding import hold_order
from orders.tests.edits import broken

COUNTER = ("fulfillment.hand_out", "fulfillment.put_back", "fulfillment.pack_parcel")


@pytest.fixture
def counter(shop):
    return open_counter(shop)


def collected(pickup: Pickup, **options):
    values = {"code": pickup.code, "collected_by": "Ada Lovelace", "actor": picker("carl", rights=COUNTER)}
    return collect(fulfillmentorder_id=pickup.fulfillment_order_id, **{**values, **options})


def test_packed_goods_of_a_pickup_order_wait_at_the_counter_under_a_code(shop, counter):
    pickup = waiting_pickup(shop, {0: 2, 1: 1})

    work = pickup.fulfillment_order
    assert (work.state, work.warehouse_id) == ("ready_for_pickup", counter.pk)
    assert (len(pickup.code), pickup.code.isdecimal()) == (8, True)
    assert pickup.keep_until - pickup.ready_at == timedelta(days=7)
    assert Event.objects.filter(order_id=work.order_id, name="fulfillment.ready_for_pickup").count() == 1


def test_who_brings_the_code_gets_the_goods_and_the_order_is_shipped_and_delivered(shop, counter):
    pickup = waiting_pickup(shop, {0: 2, 1: 1})

    outcome = collected(pickup)

    work = reread(pickup.fulfillment_order)
    assert (outcome.ok, work.state) == (True, "collected")
    lines = order_of(work).lines.order_by("position")
    assert [(line.shipped, line.delivered, line.allocated) for line in lines] == [(2, 2, 0), (1, 1, 0)]
    assert (shop.level().on_hand, shop.level().allocated) == (8, 0)
    pickup.refresh_from_db()
    assert (pickup.proof, pickup.collected_by, pickup.code) == ("code", "Ada Lovelace", "")
    names = Event.objects.filter(order_id=work.order_id).values_list("name", flat=True)
    assert {"orders.dispatched", "orders.delivered", "orders.fully_shipped", "fulfillment.collected"} <= set(names)
    assert order_of(work).open_parcels == 0
    assert broken() == {}


def test_collected_goods_are_not_collected_again(shop, counter):
    pickup = waiting_pickup(shop)
    collected(pickup)

    with pytest.raises(MoveRefused, match="does not wait"):
        collected(pickup)

    assert StockMovement.objects.filter(cause_kind="order").count() == 1


def test_a_wrong_code_is_counted_and_after_five_not_even_the_right_one_helps(shop, counter):
    pickup = waiting_pickup(shop)
    wrong = f"{(int(pickup.code) + 1) % 10**8:08d}"

    for _ in range(MOST_TRIES):
        assert not collected(pickup, code=wrong).ok
    outcome = collected(pickup)

    assert (outcome.ok, reread(pickup.fulfillment_order).state) == (False, "ready_for_pickup")
    renewed = renew_code(fulfillmentorder_id=pickup.fulfillment_order_id, actor=SYSTEM)
    assert renewed.code != pickup.code
    assert not collected(pickup).ok
    assert collected(renewed).ok


def test_an_empty_code_fetches_nothing(shop, counter):
    pickup = waiting_pickup(shop)

    assert not collected(pickup, code=" ").ok


def test_without_the_code_a_lead_hands_out_against_a_signature(shop, counter):
    pickup = waiting_pickup(shop)
    work_id = pickup.fulfillment_order_id
    given = {"fulfillmentorder_id": work_id, "collected_by": "Ada Lovelace"}

    with pytest.raises(NotPermitted):
        collect_on_signature(**given, identity="passport", actor=picker("carl", rights=COUNTER))
    with pytest.raises(InvalidInput):
        collect_on_signature(**given, identity=" ", actor=SYSTEM)
    lead = picker("lena", rights=(*COUNTER, "fulfillment.hand_out_without_code"))
    assert collect_on_signature(**given, identity="passport", actor=lead).ok

    pickup.refresh_from_db()
    assert (pickup.proof, pickup.identity, pickup.handed_out_by) == ("signature", "passport", lead.label)


def test_right_and_name_are_asked_for(shop, counter):
    pickup = waiting_pickup(shop)

    with pytest.raises(NotPermitted):
        collected(pickup, actor=picker())
    with pytest.raises(InvalidInput, match="name"):
        collected(pickup, collected_by="  ")


def test_goods_of_an_order_on_hold_stay_behind_the_counter(shop, counter):
    pickup = waiting_pickup(shop)
    order_id = pickup.fulfillment_order.order_id
    hold_order(order_id=order_id, kind="fraud_review", reason="called in", blocks=["ship"], actor=SYSTEM)

    with pytest.raises(MoveRefused, match="on hold"):
        collected(pickup)


def test_a_parcel_opened_again_waits_under_a_new_code_once_it_is_closed(shop, counter):
    pickup = waiting_pickup(shop)
    parcel = pickup.fulfillment_order.parcels.get()

    repack_parcel(parcel_id=parcel.pk, actor=SYSTEM)

    assert reread(pickup.fulfillment_order).state == "packing"
    with pytest.raises(MoveRefused):
        collected(pickup)


def test_what_nobody_collects_goes_back_on_its_shelf_after_its_days(shop, counter):
    pickup = waiting_pickup(shop, {0: 2})
    work, later = pickup.fulfillment_order, timezone.now() + timedelta(days=8)

    with pytest.raises(MoveRefused, match="kept until"):
        put_back_uncollected(fulfillmentorder_id=work.pk, actor=picker("carl", rights=COUNTER))
    put_back_uncollected(fulfillmentorder_id=work.pk, actor=picker("carl", rights=COUNTER), now=later)
    drain()

    assert (reread(work).state, order_of(work).state) == ("canceled", "canceled")
    assert (bin_units(shop, "A-01"), shop.level().allocated, shop.level().on_hand) == (10, 0, 10)
    assert broken() == {}


def test_goods_asked_to_be_kept_are_kept_longer(shop, counter):
    pickup = waiting_pickup(shop)
    later = timezone.now() + timedelta(days=8)
    keep_longer(fulfillmentorder_id=pickup.fulfillment_order_id, actor=SYSTEM, now=later)

    with pytest.raises(MoveRefused, match="kept until"):
        put_back_uncollected(fulfillmentorder_id=pickup.fulfillment_order_id, actor=SYSTEM, now=later)


def test_the_office_cancels_what_waits_at_the_counter(shop, counter):
    pickup = waiting_pickup(shop, {0: 2})
    work = pickup.fulfillment_order
    request_put_back(fulfillmentorder_id=work.pk, actor=SYSTEM, reason="bought twice")

    with pytest.raises(MoveRefused):
        collected(pickup)
    put_back(fulfillmentorder_id=work.pk, actor=SYSTEM)

    assert (reread(work).state, order_of(work).total) == ("canceled", Decimal(0))


def test_the_parcel_of_an_order_that_is_sent_waits_for_its_label(shop):
    parcel = packed_parcel(shop)

    assert FulfillmentOrder.objects.get().state == "packed"
    assert not Pickup.objects.exists()
    assert mark_labeled(parcel_id=parcel.pk, actor=SYSTEM).state == "labeled"
