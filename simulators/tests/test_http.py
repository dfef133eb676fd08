import http.client
import threading
import time

import pytest

from simulators.tests.paying import authorize


def test_unknown_paths_methods_and_bodies_are_answered_as_json(gateway):
    client = gateway.client

    assert client.get("/health").status_code == 200
    assert client.get("/nowhere").json()["error"]["code"] == "not_found"
    assert client.delete("/health").status_code == 405
    assert client.post("/_control/faults", content=b"{").json()["error"]["code"] == "invalid_json"
    assert client.post("/_control/faults", content=b"[]").status_code == 400


def test_a_connection_is_kept_for_the_next_request(gateway):
    connection = http.client.HTTPConnection(gateway.client.base_url.host, gateway.client.base_url.port, timeout=5)
    connection.request("GET", "/health")
    connection.getresponse().read()
    socket = connection.sock

    connection.request("GET", "/_truth")

    assert connection.getresponse().status == 200
    assert connection.sock is socket
    connection.close()


@pytest.mark.slow
def test_a_slow_call_delays_nobody_else(gateway):
    gateway.fault("authorize", "slow", delay_seconds=1.0)
    slow = threading.Thread(target=authorize, args=(gateway,))
    slow.start()
    time.sleep(0.1)

    started = time.monotonic()
    assert authorize(gateway).status_code == 200

    assert time.monotonic() - started < 0.5
    slow.join()
