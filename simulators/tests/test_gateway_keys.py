from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from simulators.tests.paying import authorize, capture, get
from simulators.tests.processes import Simulator, start


def test_the_same_key_and_body_gets_the_same_answer_and_moves_nothing_twice(gateway):
    first, second = authorize(gateway, key="k"), authorize(gateway, key="k")

    assert first.json() == second.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert len(gateway.truth()) == 1


def test_the_same_key_for_another_request_is_refused(gateway):
    authorization = authorize(gateway, "50.00", key="k").json()

    for other in (authorize(gateway, "50.01", key="k"), capture(gateway, authorization["id"], "50.00", key="k")):
        assert (other.status_code, other.json()["error"]["code"]) == (409, "key_reused")
    assert len(gateway.truth()) == 1


def test_twenty_at_once_with_one_key_are_one_movement(gateway):
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: authorize(gateway, key="k").json()["id"], range(20)))

    assert len(set(answers)) == 1
    assert len(gateway.truth()) == 1


def test_twenty_captures_at_once_collect_no_more_than_was_authorized(gateway):
    authorization = authorize(gateway, "50.00").json()

    with ThreadPoolExecutor(20) as pool:
        codes = list(pool.map(lambda _: capture(gateway, authorization["id"], "10.00").status_code, range(20)))

    assert sorted(codes) == [200] * 5 + [422] * 15
    assert len(gateway.truth("capture")) == 5


def test_a_post_without_a_key_is_refused(gateway):
    answer = gateway.client.post("/v1/authorizations", json={}, headers={"Authorization": "Bearer x"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "key_required")


def test_a_refused_request_leaves_its_key_free(gateway):
    assert authorize(gateway, "1.234", key="k").status_code == 422

    assert authorize(gateway, "1.23", key="k").status_code == 200


def test_the_fate_of_a_key_can_be_asked(gateway):
    made = authorize(gateway, token="tok_declined", key="k").json()

    told = get(gateway, "/v1/operations", key="k").json()

    assert told == {"found": True, "operation": "authorize", "status_code": 402, "response": made}
    unknown = get(gateway, "/v1/operations", key="other")
    assert (unknown.status_code, unknown.json()) == (404, {"found": False})


@pytest.mark.parametrize("mode", ["error_before", "timeout_before"])
def test_a_fault_before_the_act_leaves_nothing_behind(gateway, mode):
    gateway.fault("authorize", mode, delay_seconds=0.05)

    assert failed(lambda: authorize(gateway, key="k"))

    assert gateway.truth() == []
    assert get(gateway, "/v1/operations", key="k").status_code == 404
    assert authorize(gateway, key="k").status_code == 200


@pytest.mark.parametrize("mode", ["error_after", "timeout_after"])
def test_a_fault_after_the_act_is_found_by_asking_and_a_repeat_is_a_replay(gateway, mode):
    gateway.fault("authorize", mode, delay_seconds=0.05)

    assert failed(lambda: authorize(gateway, key="k"))

    assert get(gateway, "/v1/operations", key="k").json()["response"]["status"] == "succeeded"
    assert authorize(gateway, key="k").headers["Idempotent-Replayed"] == "true"
    assert len(gateway.truth()) == 1


def test_lies_are_told_on_the_wire_only(gateway):
    gateway.fault("any", "wrong_amount")
    assert authorize(gateway, "50.00", key="a").json()["amount"] == "51.00"
    gateway.fault("any", "wrong_currency")
    assert authorize(gateway, "50.00", key="b").json()["currency"] == "CHF"
    gateway.fault("any", "garbage")
    with pytest.raises(ValueError, match="Expecting value"):
        authorize(gateway, "50.00", key="c").json()

    assert [(line["amount"], line["currency"]) for line in gateway.truth()] == [("50.00", "EUR")] * 3


def test_a_switch_strikes_only_its_operation_and_only_so_often(gateway):
    gateway.fault("capture", "error_before", times=2)
    authorization = authorize(gateway).json()

    codes = [capture(gateway, authorization["id"], "1.00").status_code for _ in range(3)]

    assert codes == [500, 500, 200]
    assert gateway.client.get("/_control/faults").json()["faults"][0]["hits"] == 2


def test_a_switch_with_a_seed_strikes_the_same_calls_each_time(gateway):
    def pattern() -> list[int]:
        gateway.reset()
        gateway.fault("authorize", "error_before", times=None, probability=0.5, seed=7)
        return [authorize(gateway).status_code for _ in range(12)]

    first = pattern()

    assert set(first) == {200, 500}
    assert pattern() == first


def test_asking_fails_only_when_a_switch_names_it(gateway):
    gateway.fault("any", "error_before")
    assert get(gateway, "/v1/operations", key="k").status_code == 404

    gateway.fault("lookup", "error_before")
    assert get(gateway, "/v1/operations", key="k").status_code == 500


def test_unknown_switches_are_refused(gateway):
    assert gateway.client.post("/_control/faults", json={"mode": "sabotage"}).status_code == 422
    assert gateway.client.post("/_control/faults", json={"operation": "x", "mode": "slow"}).status_code == 422


def test_a_restart_forgets_nothing_even_after_a_kill(tmp_path):
    before = start("gateway", tmp_path)
    made = authorize(before, key="k").json()
    before.process.kill()
    before.stop()

    after = start("gateway", tmp_path)
    try:
        assert authorize(after, key="k").json() == made
        assert len(after.truth()) == 1
        assert capture(after, made["id"], "50.00").status_code == 200
    finally:
        seconds = after.stop()
    assert seconds < 2


def failed(call) -> bool:
    try:
        return call().status_code == 500
    except httpx.TransportError:
        return True


def test_the_truth_is_read_from_a_sequence_number_on(gateway: Simulator):
    authorize(gateway)
    authorize(gateway)
    last = gateway.truth()[-1]["seq"]

    assert [line["seq"] for line in gateway.client.get("/_truth", params={"since": last - 1}).json()] == [last]
