"""Keys: what each scope opens, when they end, and how often they may ask."""

import socket
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from api import throttling
from api.services.keys import SEEN_EVERY, key_of
from api.tests.asking import Caller, body, key_for


@pytest.fixture(autouse=True)
def working_broker():
    throttling.breaker.worked()
    yield
    throttling.breaker.worked()


@pytest.mark.parametrize("scope", ["", "orders:read", "orders:write", "orders:cancel", "stock:read", "stock:reserve"])
def test_a_scope_opens_its_own_operations_and_no_other(client, shop, scope):
    _, text = key_for(shop, scope or "orders:change_address")
    caller, held = Caller(client, text), {"lines": [{"sku": "SKU-1", "quantity": 1}], "holder": "cart"}

    answers = {
        "orders:read": [caller.get("/orders"), caller.get("/orders/x"), caller.get("/orders/x/events")],
        "orders:write": [caller.post("/orders", body()), caller.post("/orders/x/place", {})],
        "orders:cancel": [caller.post("/orders/x/cancel", {"reason": "x"})],
        "stock:read": [caller.get("/availability", sku="x"), caller.post("/quotes", {"lines": held["lines"]})],
        "stock:reserve": [caller.post("/reservations", held), caller.delete("/reservations/x")],
    }

    opened = {name for name, several in answers.items() if any(one.status_code != 403 for one in several)}
    assert opened == ({scope} if scope else set())


def test_a_key_ends_when_it_says(client, shop):
    _, text = key_for(shop, "orders:read", expires_at=timezone.now() - timedelta(seconds=1))

    assert Caller(client, text).get("/orders").status_code == 401


def test_when_a_key_was_used_is_kept_at_most_once_a_minute(shop, django_assert_num_queries):
    key, text = key_for(shop)
    now = timezone.now()

    with django_assert_num_queries(2):
        key_of(text, now=now)
    with django_assert_num_queries(1):
        key_of(text, now=now + SEEN_EVERY / 2)
    key.refresh_from_db()
    assert key.last_used_at == now

    key_of(text, now=now + 2 * SEEN_EVERY)
    key.refresh_from_db()
    assert key.last_used_at == now + 2 * SEEN_EVERY


def test_who_asks_too_often_is_told_when_to_ask_again(client, shop, monkeypatch):
    monkeypatch.setattr("api.doors.time.time", lambda: 1_700_000_015.0)
    key, text = key_for(shop, "orders:read", requests_per_minute=2)
    throttling._client(throttling.settings.REDIS_URL).delete(f"api:requests:{key.pk}:{1_700_000_015 // 60}")
    caller = Caller(client, text)

    answers = [caller.get("/orders") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Content-Type"] == "application/problem+json"
    assert (answers[2].json()["code"], answers[2]["Retry-After"]) == ("too_many_requests", "25")
    monkeypatch.setattr("api.doors.time.time", lambda: 1_700_000_040.0)
    assert caller.get("/orders").status_code == 200


def test_the_house_has_a_limit_for_keys_without_their_own_and_zero_is_none(shop, settings, monkeypatch):
    asked = []
    monkeypatch.setattr(throttling, "_count", lambda name: asked.append(name) or 4)
    settings.API_REQUESTS_PER_MINUTE = 3
    key, _ = key_for(shop)
    free, _ = key_for(shop, requests_per_minute=0)

    throttling.ensure_within_limit(free, now=0)
    with pytest.raises(throttling.TooManyRequests):
        throttling.ensure_within_limit(key, now=0)

    assert len(asked) == 1


@pytest.mark.parametrize("broker", ["dead", "hung"])
def test_without_a_broker_nobody_is_refused_and_only_one_request_waits(client, shop, settings, broker, hung_port):
    settings.REDIS_URL = f"redis://127.0.0.1:{hung_port if broker == 'hung' else 1}/0"
    _, text = key_for(shop, "orders:read", requests_per_minute=1)
    caller = Caller(client, text)

    caller.get("/orders")
    start = time.monotonic()
    answers = [caller.get("/orders") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 5
    assert not throttling.breaker.may_ask(time.monotonic())
    assert time.monotonic() - start < 5 * throttling.PATIENCE_SECONDS + 1


@pytest.fixture
def hung_port():
    """A port that takes connections and never says anything."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        yield listening.getsockname()[1]
