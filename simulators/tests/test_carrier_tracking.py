import base64
import time

import pytest

from simulators.tests.processes import SECRET, start
from simulators.tests.shipping import advance, buy, hand_over, statuses
from simulators.webhooks import signature

JOURNEY = ["picked_up", "in_transit", "out_for_delivery", "delivered"]


def test_a_parcel_walks_its_journey_and_each_step_is_told_in_order(carrier, receiver):
    carrier.reset(receiver.url)
    number = buy(carrier, reference="SO-7/P1").json()["tracking_number"]
    hand_over(carrier, number)

    advance(carrier, number)
    assert statuses(carrier, number) == ["picked_up"]
    advance(carrier, number, "delivered")

    assert statuses(carrier, number) == JOURNEY
    receiver.wait_for(lambda r: len(r.bodies) == 4)
    told = [event["data"] for event in receiver.events]
    assert [(data["sequence"], data["status"]) for data in told] == list(enumerate(JOURNEY, start=1))
    assert {event["type"] for event in receiver.events} == {"tracking.updated"}
    assert {data["reference"] for data in told} == {"SO-7/P1"}
    header = receiver.headers[0]["Sim-Signature"]
    at = int(header.split(",")[0].removeprefix("t="))
    assert header == signature(secret=SECRET, body=receiver.bodies[0], at=at)


def test_a_journey_that_is_over_goes_no_further(carrier):
    number = buy(carrier).json()["tracking_number"]
    hand_over(carrier, number)
    advance(carrier, number, "delivered")

    assert advance(carrier, number).json()["events"] == 0
    assert hand_over(carrier, number)["accepted"] == [number]
    assert statuses(carrier, number) == JOURNEY
    assert len(carrier.truth("handover")) == 1


def test_a_signed_delivery_has_a_name_and_a_picture(carrier):
    number = buy(carrier, signature_required=True).json()["tracking_number"]
    hand_over(carrier, number)
    advance(carrier, number, "delivered")

    delivered = carrier.client.get(f"/v1/tracking/{number}").json()["events"][-1]

    assert delivered["signed_by"] == "Zoë Müller"
    assert base64.b64decode(delivered["signature_png_base64"]).startswith(b"\x89PNG")


def test_a_parcel_that_was_never_handed_over_does_not_move(carrier):
    number = buy(carrier).json()["tracking_number"]

    assert advance(carrier, number).status_code == 404
    assert carrier.client.get(f"/v1/tracking/{number}").json() == {
        "tracking_number": number,
        "status": "purchased",
        "events": [],
    }


@pytest.mark.parametrize(
    ("kind", "journey"),
    [
        ("address_unknown", ["picked_up", "in_transit", "exception"]),
        ("lost", ["picked_up", "in_transit", "exception"]),
        ("returned_to_sender", ["picked_up", "in_transit", "out_for_delivery", "exception", "returned_to_sender"]),
        ("weather_delay", ["picked_up", "in_transit", "exception", "out_for_delivery", "delivered"]),
    ],
)
def test_a_chosen_parcel_meets_its_trouble_even_on_the_way(carrier, kind, journey):
    number = buy(carrier).json()["tracking_number"]
    hand_over(carrier, number)
    advance(carrier, number)

    carrier.client.post("/_control/exceptions", json={"tracking_number": number, "kind": kind})
    advance(carrier, number, "delivered")

    assert statuses(carrier, number) == journey


def test_a_share_of_parcels_meets_trouble(carrier):
    carrier.client.post("/_control/exceptions", json={"rate": 0.5, "kind": "damaged"})
    numbers = [buy(carrier, f"key-{place}").json()["tracking_number"] for place in range(20)]
    hand_over(carrier, *numbers)
    carrier.client.post("/_control/advance", json={"tracking_numbers": "all", "steps": "delivered"})

    ends = [statuses(carrier, number)[-1] for number in numbers]

    assert 0 < ends.count("exception") < 20
    assert ends.count("delivered") == 20 - ends.count("exception")


def test_the_clock_moves_parcels_by_itself_and_survives_a_restart(tmp_path):
    options = ("--seconds-per-step", "0.2")
    before = start("carrier", tmp_path, *options)
    number = buy(before).json()["tracking_number"]
    hand_over(before, number)
    before.process.kill()
    before.stop()

    after = start("carrier", tmp_path, *options)
    try:
        deadline = time.monotonic() + 5
        while statuses(after, number) != JOURNEY:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        after.stop()


def test_tracking_webhooks_can_be_lost_while_the_parcel_moves(carrier, receiver):
    carrier.reset(receiver.url)
    carrier.fault("track", "webhook_never", times=2)
    number = buy(carrier).json()["tracking_number"]
    hand_over(carrier, number)
    advance(carrier, number, "delivered")

    receiver.wait_for(lambda r: len(r.bodies) == 2)

    assert [event["data"]["sequence"] for event in receiver.events] == [3, 4]
    assert statuses(carrier, number) == JOURNEY
