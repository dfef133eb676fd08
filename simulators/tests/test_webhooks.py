import time

import pytest

from simulators.tests.paying import authorize, capture, post
from simulators.tests.processes import SECRET
from simulators.webhooks import signature


@pytest.fixture
def listening(gateway, receiver):
    gateway.reset(receiver.url)
    return gateway


def signed(receiver, place: int, secret: str = SECRET) -> bool:
    header = receiver.headers[place]["Sandbox-Signature"]
    at = int(header.split(",")[0].removeprefix("t="))
    return header == signature(secret=secret, body=receiver.bodies[place], at=at)


def test_an_act_is_told_once_signed_and_with_its_reference_and_key(listening, receiver):
    made = authorize(listening, key="k").json()

    receiver.wait_for(lambda r: len(r.bodies) == 1)

    event = receiver.events[0]
    assert event["type"] == "authorization.succeeded"
    assert (event["data"]["id"], event["data"]["reference"], event["data"]["idempotency_key"]) == (
        made["id"],
        "SO-1",
        "k",
    )
    assert signed(receiver, 0)
    assert not signed(receiver, 0, secret="another")


def test_a_replay_tells_nothing_again(listening, receiver):
    authorize(listening, key="k")
    authorize(listening, key="k")
    time.sleep(0.3)

    assert len(receiver.bodies) == 1


def test_every_kind_of_act_is_told_in_order(listening, receiver):
    authorization = authorize(listening).json()
    collected = capture(listening, authorization["id"], "20.00").json()
    post(listening, f"/v1/captures/{collected['id']}/refunds", {"amount": "5.00"})
    post(listening, f"/v1/authorizations/{authorization['id']}/voids", {})
    listening.client.post("/_control/disputes", json={"capture": collected["id"]})

    receiver.wait_for(lambda r: len(r.bodies) == 5)

    assert [event["type"] for event in receiver.events] == [
        "authorization.succeeded",
        "capture.succeeded",
        "refund.succeeded",
        "void.succeeded",
        "dispute.opened",
    ]


def test_a_refused_webhook_is_sent_again(listening, receiver):
    receiver.refusals = 2

    authorize(listening)

    # It leaves the queue a moment after its answer.
    receiver.wait_for(lambda r: len(r.bodies) == 1)
    receiver.wait_for(lambda _: listening.client.get("/_control/webhooks").json()["waiting"] == 0)


def test_a_receiver_that_was_down_hears_it_later(gateway, receiver):
    gateway.reset("http://127.0.0.1:9/nobody")
    authorize(gateway)
    time.sleep(0.2)

    gateway.client.post("/_control/webhook-url", json={"url": receiver.url})

    receiver.wait_for(lambda r: len(r.bodies) == 1)


@pytest.mark.parametrize(("mode", "copies"), [("webhooks_duplicated", 5), ("answer_twice", 2), ("webhook_never", 0)])
def test_copies_have_the_same_id(listening, receiver, mode, copies):
    listening.fault("authorize", mode)

    authorize(listening)
    receiver.wait_for(lambda r: len(r.bodies) >= copies)
    time.sleep(0.2)

    assert len(receiver.bodies) == copies
    assert len({event["id"] for event in receiver.events}) == min(copies, 1)


def test_a_webhook_may_arrive_before_the_answer(listening, receiver):
    listening.fault("authorize", "webhook_before")

    authorize(listening)
    answered_at = time.time()

    assert len(receiver.bodies) == 1
    assert receiver.at[0] <= answered_at


def test_a_forged_webhook_has_a_wrong_signature_and_the_true_one_follows(listening, receiver):
    listening.fault("authorize", "webhook_forged")

    authorize(listening)
    receiver.wait_for(lambda r: len(r.bodies) == 2)

    assert [signed(receiver, 0), signed(receiver, 1)] == [False, True]


def test_webhooks_arrive_shuffled(listening, receiver):
    listening.fault("any", "webhooks_shuffled", times=None, delay_seconds=0.5, seed=3)
    authorization = authorize(listening).json()
    for _ in range(6):
        capture(listening, authorization["id"], "1.00")

    receiver.wait_for(lambda r: len(r.bodies) == 7)

    made = [event["data"]["created_at"] for event in receiver.events]
    assert made != sorted(made)


def test_a_receiver_that_closes_idle_connections_loses_nothing(listening, receiver):
    authorize(listening)
    receiver.wait_for(lambda r: len(r.bodies) == 1)
    receiver.close_after_answer = True
    for count in (2, 3):
        authorize(listening)
        receiver.wait_for(lambda r, count=count: len(r.bodies) == count)

    assert listening.client.get("/_control/webhooks").json()["given_up"] == 0
