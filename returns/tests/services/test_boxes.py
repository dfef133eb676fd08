"""Boxes at the dock: less, more, foreign, elsewhere, twice, and nobody announced them."""

from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from core.actors import SYSTEM
from core.errors import Conflict, InvalidInput, MoveRefused
from core.models import Event
from orders.models import Order
from returns.errors import ReceiptNotFound
from returns.models import Disposition, ReceiptScan, Return, ReturnPolicy, ReturnReceipt, StrayItem
from returns.selectors.queues import queue_counts
from returns.selectors.receipts import found_by_word, receipt_sheet
from returns.services.checking_in import (
    Rest,
    book_receipt,
    give_receipt_up,
    open_receipt,
    scan_into_receipt,
    undo_last_scan,
)
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.resting import give_up_rest
from returns.services.settling import settle_return
from returns.services.straying import decide_stray
from returns.tests.factories import approved_return, paid_and_delivered, received_return
from returns.tests.services.test_way_back import violations
from shipping.models import CarrierAccount, Direction, LooseLabel, ShippingLabel

pytestmark = pytest.mark.django_db


def box_of(ret: Return, warehouse_id: int | None = None) -> ReturnReceipt:
    return open_receipt(
        order_id=ret.order_id, return_id=ret.pk, warehouse_id=warehouse_id or ret.warehouse_id, actor=SYSTEM
    )


def scan(receipt: ReturnReceipt, sku, count: int = 1, scan_id: str = "") -> None:
    key = scan_id or f"s{ReceiptScan.objects.count()}"
    scan_into_receipt(receipt_id=receipt.pk, scan_id=key, code=sku.code, quantity=count, actor=SYSTEM)


def book(receipt: ReturnReceipt, rest: Rest = Rest.MISSING) -> Return:
    seen = str(receipt_sheet(receipt).units)
    return book_receipt(receipt_id=receipt.pk, seen=seen, rest=rest, actor=SYSTEM)


def lines_of(ret: Return) -> list[tuple]:
    return sorted(ret.lines.values_list("order_line__position", "reception", "quantity"))


def judge_all(ret: Return, disposition: Disposition = Disposition.RESTOCK) -> Return:
    waiting = [line for line in ret.lines.all() if line.waits_for_inspection]
    judgments = {x.pk: [Judgment(disposition=disposition, quantity=x.quantity)] for x in waiting}
    return inspect_return(return_id=ret.pk, judgments=judgments, actor=SYSTEM)


def test_less_than_announced_is_missing_and_free_again(shop):
    ret = approved_return(paid_and_delivered(shop, {0: 3}), 3)
    box = box_of(ret)
    scan(box, shop.skus[0], 2)

    ret = book(box)

    assert lines_of(ret) == [(1, "received", 2), (1, "short", 1)]
    assert shop.level(0).unavailable == 2
    assert violations() == []


def test_two_boxes_of_one_return_come_one_after_the_other(shop):
    order = paid_and_delivered(shop, {0: 3})
    ret = approved_return(order, 3)
    first = box_of(ret)
    scan(first, shop.skus[0], 2)
    book(first, Rest.AWAITED)

    ret = judge_all(Return.objects.get())
    assert (ret.state, lines_of(ret)) == ("received", [(1, "awaiting", 1), (1, "received", 2)])

    second = box_of(ret)
    scan(second, shop.skus[0], 1)
    ret = judge_all(book(second))

    assert (ret.state, order.lines.get().returned) == ("inspected", 3)
    assert Event.objects.filter(name="returns.box_received").count() == 1
    assert violations() == []


def test_a_rest_that_never_comes_is_given_up_and_the_return_goes_on(shop):
    order = paid_and_delivered(shop, {0: 3})
    ret = approved_return(order, 3)
    box = box_of(ret)
    scan(box, shop.skus[0], 2)
    judge_all(book(box, Rest.AWAITED))
    assert queue_counts(Return.objects.all())["boxes"] == 1

    ret = give_up_rest(return_id=ret.pk, actor=SYSTEM)

    assert (ret.state, order.lines.get().return_requested) == ("inspected", 0)
    with pytest.raises(MoveRefused, match="nothing of it is still to come"):
        give_up_rest(return_id=ret.pk, actor=SYSTEM)


def test_more_than_announced_is_taken_as_far_as_it_can_be_of_the_order_and_the_rest_is_foreign(shop):
    order = paid_and_delivered(shop, {0: 3, 1: 1})
    ret = approved_return(order, 1)
    box = box_of(ret)
    scan(box, shop.skus[0], 5)
    scan(box, shop.skus[1], 1)

    ret = book(box)

    assert lines_of(ret) == [(1, "received", 1), (1, "received", 2), (2, "received", 1)]
    assert list(StrayItem.objects.values_list("sku__code", "quantity")) == [(shop.skus[0].code, 2)]
    assert violations() == []


def test_another_sku_makes_the_missing_unit_a_wrong_item_and_is_set_aside(shop):
    ret = approved_return(paid_and_delivered(shop, {0: 2}), 2)
    box = box_of(ret)
    scan(box, shop.skus[0], 1)
    scan(box, shop.skus[1], 1)

    ret = book(box)
    before = shop.level(1)

    assert lines_of(ret) == [(1, "received", 1), (1, "wrong_item", 1)]
    stray = StrayItem.objects.get()
    decide_stray(strayitem_id=stray.pk, fate="kept", actor=SYSTEM)
    after = shop.level(1)
    assert (after.on_hand - before.on_hand, after.available - before.available) == (1, 0)
    with pytest.raises(InvalidInput, match="decided already"):
        decide_stray(strayitem_id=stray.pk, fate="sent_back", actor=SYSTEM)


def test_a_box_at_another_warehouse_moves_the_return_there_and_its_stock_with_it(shop):
    other = shop.warehouses[1]
    ret = approved_return(paid_and_delivered(shop, {0: 2}), 2)
    box = box_of(ret, other.pk)
    scan(box, shop.skus[0], 2)

    ret = judge_all(book(box))

    assert ret.warehouse == other
    assert set(ret.lines.values_list("warehouse__code", flat=True)) == {other.code}
    assert shop.level(0).on_hand == 8
    event = Event.objects.get(name="returns.rerouted")
    assert event.data["changes"][f"{ret.number} warehouse"] == [shop.warehouses[0].code, other.code]
    assert violations() == []


def test_two_boxes_in_two_warehouses_are_looked_at_where_they_are(shop):
    ret = approved_return(paid_and_delivered(shop, {0: 2}), 2)
    here, there = box_of(ret), shop.warehouses[1]
    scan(here, shop.skus[0], 1)
    book(here, Rest.AWAITED)
    second = box_of(ret, there.pk)
    scan(second, shop.skus[0], 1)
    book(second)

    ret = judge_all(Return.objects.get(), Disposition.SCRAP)

    assert ret.state == "inspected"
    assert sorted(ret.lines.values_list("warehouse__code", flat=True)) == sorted(w.code for w in shop.warehouses[:2])
    assert (shop.level(0).on_hand, shop.level(0).unavailable) == (8, 0)
    assert violations() == []


def test_a_box_nobody_announced_becomes_a_return_of_its_own(shop):
    order = paid_and_delivered(shop, {0: 2})
    box = open_receipt(order_id=order.pk, warehouse_id=shop.warehouses[0].pk, actor=SYSTEM)
    scan(box, shop.skus[0], 1)
    assert not Return.objects.exists()

    ret = book(box)

    assert (ret.state, ret.is_blind, ret.lines.get().was_requested) == ("received", True, False)
    assert settle_return(return_id=judge_all(ret).pk, actor=SYSTEM).credited_amount == 12
    assert Order.objects.get(pk=order.pk).open_returns == 1
    assert violations() == []


def test_a_box_nobody_announced_that_breaks_a_rule_is_settled_only_by_who_answers_for_it(shop, clerk):
    order = paid_and_delivered(shop, {0: 1})
    ReturnPolicy.objects.create(is_final_sale=True)
    box = open_receipt(order_id=order.pk, warehouse_id=shop.warehouses[0].pk, actor=SYSTEM)
    scan(box, shop.skus[0], 1)
    ret = judge_all(book(box))

    with pytest.raises(InvalidInput, match="final sale"):
        settle_return(return_id=ret.pk, actor=SYSTEM)
    ret = settle_return(return_id=ret.pk, actor=SYSTEM, override_reason="The shop promised it by phone.")

    assert ret.credited_amount == 12
    assert ret.findings.get().reason == "The shop promised it by phone."


def test_a_scan_sent_twice_counts_once_and_the_last_one_can_be_taken_back(shop):
    ret = approved_return(paid_and_delivered(shop, {0: 2}), 2)
    box = box_of(ret)
    scan(box, shop.skus[0], 1, "same")
    scan(box, shop.skus[0], 1, "same")
    scan(box, shop.skus[0], 1, "other")
    assert receipt_sheet(box).units == 2

    undo_last_scan(receipt_id=box.pk, actor=SYSTEM)

    assert receipt_sheet(box).units == 1


def test_what_somebody_else_scanned_meanwhile_is_not_booked_unseen(shop):
    ret = approved_return(paid_and_delivered(shop, {0: 2}), 2)
    box = box_of(ret)
    scan(box, shop.skus[0], 2)

    with pytest.raises(Conflict):
        book_receipt(receipt_id=box.pk, seen="1", rest=Rest.MISSING, actor=SYSTEM)

    assert Return.objects.get().state == "approved"


def test_a_box_is_booked_once_and_one_given_up_books_nothing(shop):
    ret = approved_return(paid_and_delivered(shop, {0: 2}), 2)
    given_up = box_of(ret)
    scan(given_up, shop.skus[0], 1)
    give_receipt_up(receipt_id=given_up.pk, actor=SYSTEM)
    box = box_of(ret)
    assert box.pk != given_up.pk
    scan(box, shop.skus[0], 2)
    book(box)

    for done in (box, given_up):
        with pytest.raises(ReceiptNotFound):
            book_receipt(receipt_id=done.pk, seen="2", rest=Rest.MISSING, actor=SYSTEM)
    assert violations() == []


def test_a_received_return_is_not_received_again(shop):
    ret = received_return(paid_and_delivered(shop, {0: 1}))

    with pytest.raises(MoveRefused, match="everything announced of it was received"):
        receive_return(return_id=ret.pk, actor=SYSTEM)
    with pytest.raises(MoveRefused, match="the return is inspected"):
        box_of(judge_all(ret))


def test_the_dock_knows_a_return_by_number_tracking_number_order_and_goods(shop):
    order = paid_and_delivered(shop, {0: 1})
    ret = approved_return(order)
    Return.objects.filter(pk=ret.pk).update(tracking_number="T-77")
    here = shop.warehouses[0].pk

    def found(word: str) -> tuple:
        answer = found_by_word(word, warehouse_id=here, now=None)
        return [one.pk for one in answer.returns], [one.pk for one in answer.orders]

    assert found(ret.number.lower()) == ([ret.pk], [])
    assert found("T-77") == ([ret.pk], [])
    assert found(order.number) == ([ret.pk], [order.pk])
    assert found(shop.skus[0].code) == ([ret.pk], [])
    assert found("nothing") == found("") == ([], [])
    assert found_by_word(shop.skus[0].code, warehouse_id=shop.warehouses[1].pk, now=None).returns == ()


def read_whole(asked: CaptureQueriesContext) -> list[str]:
    """The queries that have no index to go by."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plans = []
        for one in list(asked):
            cursor.execute(f"EXPLAIN {one['sql']}")
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
    return [plan for plan in plans if "Seq Scan" in plan]


def test_a_scan_at_the_dock_finds_by_label_or_number_and_reads_neither_all_returns_nor_all_orders(shop):
    ret = approved_return(paid_and_delivered(shop, {0: 1}))
    LooseLabel.objects.create(
        order=ret.order, warehouse=ret.warehouse, cause_kind="return", cause_reference=ret.number,
        account=CarrierAccount.objects.create(code="ups", name="UPS", carrier="ups"), direction=Direction.TO_US,
        purchase_key=uuid4(), service="standard", weight_grams=500, tracking_number="L-1",
    )  # fmt: skip

    with CaptureQueriesContext(connection) as asked:
        by_label = found_by_word("L-1", warehouse_id=ret.warehouse_id, now=None)
        by_order = found_by_word(ret.order.number.lower(), warehouse_id=ret.warehouse_id, now=None)

    assert (by_label.returns, by_order.orders) == ((ret,), (ret.order,))
    assert read_whole(asked) == []


def test_without_reading_the_labels_first_a_scan_would_read_all_orders(shop):
    parcels = ShippingLabel.objects.filter(tracking_number="L-1").values("order")

    with CaptureQueriesContext(connection) as asked:
        list(Order.objects.filter(Q(number="L-1") | Q(pk__in=parcels)))

    assert len(read_whole(asked)) == 1
