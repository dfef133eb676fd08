import pytest

from core.actors import SYSTEM
from core.errors import MoveRefused
from core.models import Event
from fulfillment.errors import NothingToUndo, ScanEachUnit
from fulfillment.models import Parcel
from fulfillment.services.closing import cancel_parcel, close_parcel, repack_parcel
from fulfillment.services.packing import pack_in_full, pack_unit, start_parcel, undo_last_pack
from fulfillment.services.parcels import mark_delivered, mark_label_failed, mark_labeled, mark_shipped
from fulfillment.tests.factories import (
    box,
    manifested_parcel,
    order_of,
    packed_parcel,
    picked_work,
    released_work,
    reread,
)


@pytest.fixture
def parcel(shop) -> Parcel:
    return start_parcel(fulfillment_order_id=picked_work(shop, {0: 2, 1: 1}).pk, actor=SYSTEM)


def scan(parcel, code, scan_id, **options):
    return pack_unit(parcel_id=parcel.pk, scan_id=scan_id, code=code, actor=SYSTEM, **options)


def test_every_unit_is_scanned_then_the_parcel_is_closed_and_told(parcel):
    for scan_id, code in enumerate(["SKU-1", "SKU-2", "SKU-1"]):
        assert scan(parcel, code, f"s{scan_id}").ok

    close_parcel(parcel_id=parcel.pk, weight_grams=1600, actor=SYSTEM)

    work = reread(parcel.fulfillment_order)
    assert work.state == "packed"
    order = order_of(work)
    assert [line.packed for line in order.lines.all()] == [2, 1]
    assert order.open_parcels == 1
    event = Event.objects.get(order_id=order.pk, name="fulfillment.parcel_packed")
    assert event.data == {
        "parcel_id": parcel.pk, "fulfillment_order_id": work.pk, "changes": {"parcel": ["packing", "packed"]}
    }  # fmt: skip


def test_what_does_not_belong_in_and_what_is_too_many_is_refused(parcel):
    assert "does not belong" in scan(parcel, "SKU-3", "a").message
    assert scan(parcel, "SKU-2", "b").ok
    assert "packed already" in scan(parcel, "SKU-2", "c").message
    assert sum(item.quantity for item in parcel.items.all()) == 1


def test_a_repeated_pack_scan_counts_once_and_can_be_undone(parcel):
    scan(parcel, "SKU-1", "a")
    assert scan(parcel, "SKU-1", "a").is_repeat
    assert parcel.items.get().quantity == 1

    undo_last_pack(parcel_id=parcel.pk, actor=SYSTEM)

    assert not parcel.items.exists()
    with pytest.raises(NothingToUndo):
        undo_last_pack(parcel_id=parcel.pk, actor=SYSTEM)


def test_few_units_cannot_be_typed(parcel):
    with pytest.raises(ScanEachUnit):
        scan(parcel, "SKU-1", "a", quantity=2)


def test_an_empty_or_unweighed_or_overloaded_parcel_stays_open(parcel):
    with pytest.raises(MoveRefused, match="nothing is in it"):
        close_parcel(parcel_id=parcel.pk, weight_grams=10, actor=SYSTEM)
    pack_in_full(parcel_id=parcel.pk, scan_id="x", actor=SYSTEM)
    with pytest.raises(MoveRefused, match="has not been weighed"):
        close_parcel(parcel_id=parcel.pk, weight_grams=0, actor=SYSTEM)
    with pytest.raises(MoveRefused, match="holds 5000 g at most"):
        close_parcel(parcel_id=parcel.pk, weight_grams=5001, packaging_id=box().pk, actor=SYSTEM)
    assert Parcel.objects.get(pk=parcel.pk).state == "packing"


def test_work_can_travel_in_two_parcels(parcel):
    scan(parcel, "SKU-1", "a")
    close_parcel(parcel_id=parcel.pk, weight_grams=600, actor=SYSTEM)
    work = parcel.fulfillment_order
    assert reread(work).state == "packing"

    second = start_parcel(fulfillment_order_id=work.pk, actor=SYSTEM)
    pack_in_full(parcel_id=second.pk, scan_id="b", actor=SYSTEM)
    close_parcel(parcel_id=second.pk, weight_grams=1100, actor=SYSTEM)

    assert reread(work).state == "packed"
    assert sorted(item.quantity for item in second.items.all()) == [1, 1]


def test_unpicked_work_is_not_packed(shop):
    with pytest.raises(MoveRefused, match="only picked work is packed"):
        start_parcel(fulfillment_order_id=released_work(shop).pk, actor=SYSTEM)


def test_a_closed_parcel_can_be_opened_again_or_taken_apart(shop):
    parcel = packed_parcel(shop, {0: 2})

    repack_parcel(parcel_id=parcel.pk, actor=SYSTEM, reason="forgot the leaflet")

    work = reread(parcel.fulfillment_order)
    assert (work.state, work.lines.get().packed) == ("packing", 0)
    assert [line.packed for line in order_of(work).lines.all()] == [0]
    cancel_parcel(parcel_id=parcel.pk, actor=SYSTEM)
    assert start_parcel(fulfillment_order_id=work.pk, actor=SYSTEM).pk != parcel.pk
    assert order_of(work).open_parcels == 0


def test_a_failed_label_can_still_become_one(shop):
    parcel = packed_parcel(shop)

    mark_label_failed(parcel_id=parcel.pk, actor=SYSTEM)
    mark_labeled(parcel_id=parcel.pk, actor=SYSTEM)

    assert Parcel.objects.get(pk=parcel.pk).state == "labeled"


def test_shipping_counts_units_once_and_ends_the_work(shop):
    parcel = manifested_parcel(shop, {0: 2})

    mark_shipped(parcel_id=parcel.pk, actor=SYSTEM)
    mark_shipped(parcel_id=parcel.pk, actor=SYSTEM)

    work = reread(parcel.fulfillment_order)
    assert (work.state, work.lines.get().shipped) == ("shipped", 2)


def test_an_unlabeled_parcel_cannot_leave(shop):
    parcel = packed_parcel(shop)

    with pytest.raises(MoveRefused):
        mark_shipped(parcel_id=parcel.pk, actor=SYSTEM)
    with pytest.raises(MoveRefused):
        mark_delivered(parcel_id=parcel.pk, actor=SYSTEM)
    assert reread(parcel.fulfillment_order).lines.get().shipped == 0


def test_delivery_closes_the_open_parcel_of_the_order(shop):
    parcel = manifested_parcel(shop)
    mark_shipped(parcel_id=parcel.pk, actor=SYSTEM)
    assert order_of(parcel.fulfillment_order).open_parcels == 1

    mark_delivered(parcel_id=parcel.pk, actor=SYSTEM)

    assert order_of(parcel.fulfillment_order).open_parcels == 0
