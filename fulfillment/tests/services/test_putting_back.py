import pytest

from core.actors import SYSTEM
from core.effects import drain
from core.errors import InvalidInput, MoveRefused, NotPermitted
from fulfillment.services.parcels import mark_labeled
from fulfillment.services.putting_back import put_back, request_put_back
from fulfillment.tests.factories import (
    bench_units,
    bin_units,
    order_of,
    packed_parcel,
    picked_work,
    picker,
    released_work,
    reread,
    tasks_of,
)
from inventory.models import StockMovement
from orders.tests.edits import broken
from orders.tests.factories import placed_order

CSR = ("orders.cancel_order",)


@pytest.mark.parametrize("packed", [False, True])
def test_picked_units_go_back_to_their_bins_and_the_order_is_canceled(shop, packed):
    work = packed_parcel(shop, {0: 2, 1: 1}).fulfillment_order if packed else picked_work(shop, {0: 2, 1: 1})
    request_put_back(fulfillmentorder_id=work.pk, actor=picker("carla", rights=CSR), reason="bought twice")
    assert (reread(work).state, order_of(work).state) == ("cancel_requested", "processing")

    put_back(fulfillmentorder_id=work.pk, actor=picker())
    drain()

    assert (reread(work).state, order_of(work).state) == ("canceled", "canceled")
    assert (bin_units(shop, "A-01"), bin_units(shop, "A-02", 1), bench_units(shop)) == (10, 10, 0)
    assert (shop.level().on_hand, shop.level().allocated, shop.level().available) == (10, 0, 10)
    assert not work.parcels.exclude(state="canceled").exists()


def test_asking_stops_the_picking(shop):
    work = released_work(shop, {0: 2})

    request_put_back(fulfillmentorder_id=work.pk, actor=SYSTEM, reason="changed their mind")

    assert [task.state for task in tasks_of(work)] == ["canceled"]


def test_a_labeled_parcel_forbids_it(shop):
    parcel = packed_parcel(shop)
    mark_labeled(parcel_id=parcel.pk, actor=SYSTEM)

    with pytest.raises(MoveRefused, match="labeled or gone"):
        request_put_back(fulfillmentorder_id=parcel.fulfillment_order_id, actor=SYSTEM, reason="x")


def test_rights_reason_and_request_are_asked_for(shop):
    work = picked_work(shop)

    with pytest.raises(NotPermitted):
        request_put_back(fulfillmentorder_id=work.pk, actor=picker(), reason="x")
    with pytest.raises(InvalidInput):
        request_put_back(fulfillmentorder_id=work.pk, actor=SYSTEM, reason=" ")
    with pytest.raises(MoveRefused, match="nobody asked"):
        put_back(fulfillmentorder_id=work.pk, actor=picker())
    assert reread(work).state == "picked"


def waiting_order(shop):
    """Somebody who waits for more than the house has left."""
    order = placed_order(shop, {0: 9})
    assert order.lines.get().backordered == 1
    return order


@pytest.mark.parametrize(
    ("goods", "on_hand", "unavailable", "owed"), [("restock", 10, 0, 0), ("quarantine", 10, 2, 1), ("scrap", 8, 0, 1)]
)
def test_what_was_picked_goes_where_the_office_says_and_only_from_a_shelf_to_who_waits(
    shop, goods, on_hand, unavailable, owed
):
    work = packed_parcel(shop, {0: 2}).fulfillment_order
    waiting = waiting_order(shop)

    request_put_back(
        fulfillmentorder_id=work.pk, actor=picker("carla", rights=CSR), reason="soaked", picked_goods=goods
    )
    put_back(fulfillmentorder_id=work.pk, actor=picker())
    drain()

    level = shop.level()
    assert (order_of(work).state, bench_units(shop)) == ("canceled", 0)
    assert (level.on_hand, level.unavailable, level.shortfall) == (on_hand, unavailable, 0)
    assert waiting.lines.get().backordered == owed
    movements = StockMovement.objects.filter(cause_kind="put_back", cause_reference=work.number)
    assert sum(movements.values_list("quantity", flat=True)) == on_hand - 10
    # The shop's payments are only told to the notice board.
    assert broken().keys() <= {"notice_board_shows_the_money"}


def test_goods_go_nowhere_unknown(shop):
    work = picked_work(shop)

    with pytest.raises(InvalidInput, match="restock, quarantine, scrap"):
        request_put_back(fulfillmentorder_id=work.pk, actor=SYSTEM, reason="x", picked_goods="attic")
    assert reread(work).state == "picked"
