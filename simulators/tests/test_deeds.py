"""A gateway that does the wrong thing and says so when it is asked."""

from simulators.tests.paying import authorize, capture, get


def test_a_deed_that_is_wrong_is_told_as_it_was(gateway):
    gateway.fault("authorize", "moves_less")

    made = authorize(gateway, "50.00", key="k").json()

    assert made["amount"] == "49.00"
    assert get(gateway, "/v1/operations", key="k").json()["response"]["amount"] == "49.00"
    assert [line["amount"] for line in gateway.truth("authorize")] == ["49.00"]


def test_another_currency_is_held_only_where_the_request_names_one(gateway):
    gateway.fault("authorize", "moves_other_currency")
    gateway.fault("capture", "moves_other_currency")

    made = authorize(gateway, "50.00").json()
    collected = capture(gateway, made["id"], "20.00").json()

    assert (made["currency"], collected["currency"]) == ("CHF", "CHF")
    assert collected["amount"] == "20.00"


def test_a_switch_remembers_the_keys_it_struck(gateway):
    gateway.fault("authorize", "webhook_never", times=2)
    gateway.fault("authorize", "error_after", times=1)

    for key in ("a", "a", "b", "c"):
        authorize(gateway, key=key)

    assert [fault["keys"] for fault in gateway.client.get("/_control/faults").json()["faults"]] == [["a", "b"], ["a"]]
