"""Real orders walk through all seven stages, and the books balance at the end."""

import time

import httpx
import pytest

from core.actors import SYSTEM
from orders.services.canceling import cancel_order
from orders.tests.factories import placed_order
from returns.models import Disposition
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.requesting import request_return
from returns.services.settling import settle_return
from support.services.feedback import give_feedback
from tests.journeys import people
from tests.journeys.people import fresh

pytestmark = pytest.mark.django_db(transaction=True)


def wait_until(condition, *, seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, people.unfinished()
        people.work()
        time.sleep(0.05)


def log(simulator) -> list[dict]:
    return httpx.get(f"{simulator.url}/_truth").json()


def truth(simulator) -> list[str]:
    return [row["operation"] for row in log(simulator) if row["outcome"] == "succeeded"]


def subjects(simulator) -> list[str]:
    return [message["subject"] for message in httpx.get(f"{simulator.url}/messages").json()]


def delivered(shop, outside, units):
    order = placed_order(shop, units)
    people.work()
    assert fresh(order).state == "confirmed", people.unfinished()
    (work,) = people.release_and_pick(shop.warehouses[0].pk)
    people.pack(work)
    people.work()
    people.hand_over(shop.warehouses[0].pk)
    people.work()
    people.deliver(outside["carrier"].url)
    wait_until(lambda: fresh(order).state == "completed")
    return fresh(order)


def test_an_order_walks_from_creation_to_completion(shop, outside, books):
    order = delivered(shop, outside, {0: 2, 1: 1})

    assert (order.fulfillment_status, order.payment_status) == ("delivered", "paid")
    assert order.captured_amount == order.total
    assert truth(outside["gateway"]) == ["authorize", "capture"]
    assert [row["operation"] for row in log(outside["carrier"])] == ["buy_label", "handover"]
    assert len(subjects(outside["mail"])) == 3
    assert people.unfinished() == []
    assert books() == {}


def test_a_return_is_received_inspected_restocked_and_refunded(shop, outside, books):
    order = delivered(shop, outside, {0: 2})
    line = order.lines.get()

    ret = request_return(order_id=order.pk, units={line.pk: 1}, reason_code="changed_mind", actor=SYSTEM)
    receive_return(return_id=ret.pk, actor=SYSTEM)
    judgments = {ret.lines.get().pk: [Judgment(disposition=Disposition.RESTOCK, quantity=1)]}
    inspect_return(return_id=ret.pk, judgments=judgments, actor=SYSTEM)
    settle_return(return_id=ret.pk, actor=SYSTEM)
    wait_until(lambda: fresh(order).refunded_amount == 12)
    people.work()

    ret.refresh_from_db()
    assert ret.state == "closed"
    assert truth(outside["gateway"]) == ["authorize", "capture", "refund"]
    assert (shop.level().on_hand, shop.level().available) == (9, 9)
    assert fresh(order).payment_status == "partially_refunded"
    assert books() == {}


def test_a_cancel_before_shipment_voids_and_releases(shop, outside, books):
    order = placed_order(shop, {0: 3})
    people.work()

    cancel_order(order_id=order.pk, actor=SYSTEM, reason="Found it elsewhere.")
    people.work()

    assert (fresh(order).payment_status, shop.level().allocated) == ("voided", 0)
    assert truth(outside["gateway"]) == ["authorize", "void"]
    assert books() == {}


def test_goods_that_arrive_later_ship_as_a_second_parcel(shop, outside, books):
    order = placed_order(shop, {0: 12})
    people.work()
    (first,) = people.release_and_pick(shop.warehouses[0].pk)
    people.pack(first)
    people.work()
    people.hand_over(shop.warehouses[0].pk)
    people.work()
    assert fresh(order).fulfillment_status == "partially_shipped"

    shop.receive(5)
    people.work()
    (second,) = people.release_and_pick(shop.warehouses[0].pk)
    people.pack(second)
    people.work()
    people.hand_over(shop.warehouses[0].pk)
    people.work()
    people.deliver(outside["carrier"].url)
    wait_until(lambda: fresh(order).state == "completed")

    assert truth(outside["gateway"]) == ["authorize", "capture", "capture"]
    assert fresh(order).captured_amount == order.total
    assert books() == {}


def test_a_low_rating_opens_a_case_that_keeps_the_order_in_sight(shop, outside, books):
    order = delivered(shop, outside, {0: 1})

    give_feedback(order_id=order.pk, rating=1, words="Broken.", actor=SYSTEM)
    people.work()

    assert fresh(order).open_cases == 1
    assert books() == {}
