from datetime import timedelta

import pytest
from django.utils import timezone

from api.tests.asking import Caller, key_for
from catalog.models import Channel
from core.actors import SYSTEM, Actor
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.services.webhooks.endpoints import add_endpoint, secrets_now, switch_off_endpoint

ENDPOINT = {"url": "https://shop.example/hooks", "kinds": ["orders.placed"], "description": "Shop"}


def test_a_shop_makes_an_endpoint_and_reads_its_secret_once(caller):
    made = caller.post("/webhooks", ENDPOINT)
    again = caller.post("/webhooks", ENDPOINT)

    assert (made.status_code, again.status_code) == (201, 200)
    endpoint = WebhookEndpoint.objects.get()
    assert made.json()["secret"] == secrets_now(endpoint)[0]
    assert again.json()["secret"] is None
    assert again.json()["id"] == made.json()["id"] == endpoint.public_id
    assert "secret" not in caller.get(f"/webhooks/{endpoint.public_id}").json()
    assert [one["url"] for one in caller.get("/webhooks").json()["webhooks"]] == ["https://shop.example/hooks"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"url": "http://shop.example/"}, "url"), ({"url": "https://shop.example:22/"}, "url"),
     ({"kinds": ["orders.placed", "orders.guessed"]}, "kinds")],
)  # fmt: skip
def test_what_is_never_called_or_never_told_is_refused_by_its_field(caller, changes, field):
    refused = caller.post("/webhooks", {**ENDPOINT, **changes})

    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert not WebhookEndpoint.objects.exists()


def test_an_endpoint_is_changed_switched_off_and_on(caller):
    address = f"/webhooks/{caller.post('/webhooks', ENDPOINT).json()['id']}"
    off = caller.put(address, {**ENDPOINT, "is_active": False}, key="off")
    on = caller.put(address, {**ENDPOINT, "kinds": [], "is_active": True}, key="on")

    assert (off.json()["is_active"], on.json()["is_active"], on.json()["kinds"]) == (False, True, [])


def test_a_change_says_whether_it_is_on(caller):
    address = f"/webhooks/{caller.post('/webhooks', ENDPOINT).json()['id']}"

    assert caller.put(address, ENDPOINT, key="silent").status_code == 422


def test_a_key_switches_on_what_we_stopped_and_not_what_the_office_switched_off(caller):
    address = f"/webhooks/{caller.post('/webhooks', ENDPOINT).json()['id']}"
    wished = {**ENDPOINT, "is_active": True}
    WebhookEndpoint.objects.update(is_active=False, disabled_at=timezone.now(), disabled_reason="410")
    assert caller.put(address, wished, key="ours").json()["is_active"] is True

    switch_off_endpoint(webhookendpoint_id=WebhookEndpoint.objects.get().pk, actor=Actor("user", "7", is_trusted=True))
    refused = caller.put(address, wished, key="theirs")
    assert (refused.status_code, refused.json()["code"]) == (409, "move_refused")
    assert "office switched this endpoint off" in refused.content.decode()
    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.is_active, endpoint.switched_off_by) == (False, "user:7")
    # Nor by way of a change that leaves it off.
    caller.put(address, {**wished, "is_active": False}, key="still")
    assert caller.put(address, wished, key="again").status_code == 409


def test_a_secret_is_replaced_and_the_old_one_stays_valid_a_day(caller):
    made = caller.post("/webhooks", ENDPOINT).json()
    rotated = caller.post(f"/webhooks/{made['id']}/rotate", {}, key="r").json()
    repeated = caller.post(f"/webhooks/{made['id']}/rotate", {}, key="r").json()

    endpoint = WebhookEndpoint.objects.get()
    assert secrets_now(endpoint) == [rotated["secret"], made["secret"]]
    assert rotated["old_valid_until"] is not None
    assert repeated["secret"] is None


def test_a_test_is_sent_listed_and_sent_again(caller):
    address = f"/webhooks/{caller.post('/webhooks', ENDPOINT).json()['id']}"
    assert caller.post(f"{address}/test", {}, key="t").json() == {"count": 1}
    (listed,) = caller.get(f"{address}/deliveries").json()["deliveries"]
    assert (listed["kind"], listed["state"], listed["order"]) == ("webhooks.test", "pending", "")

    assert caller.post(f"{address}/deliveries/{listed['id']}/replay", {}, key="one").json() == {"count": 1}
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    assert caller.post(f"{address}/replay", {"since": since}, key="all").json() == {"count": 1}
    assert WebhookDelivery.objects.count() == 1


def test_a_test_or_a_replay_to_an_endpoint_that_is_off_is_refused(caller):
    address = f"/webhooks/{caller.post('/webhooks', ENDPOINT).json()['id']}"
    caller.post(f"{address}/test", {}, key="t")
    (listed,) = caller.get(f"{address}/deliveries").json()["deliveries"]
    switch_off_endpoint(webhookendpoint_id=WebhookEndpoint.objects.get().pk, actor=SYSTEM)

    since = (timezone.now() - timedelta(hours=1)).isoformat()
    for place, body in (
        ("test", {}), ("replay", {"since": since}), (f"deliveries/{listed['id']}/replay", {}),
    ):  # fmt: skip
        refused = caller.post(f"{address}/{place}", body, key=place)
        assert (refused.status_code, refused.json()["blockers"][0]["fix"]) == (409, "Switch it on first.")
    assert WebhookDelivery.objects.count() == 1


def test_endpoints_of_other_channels_do_not_exist(caller):
    other = Channel.objects.create(code="other", name="Other", currency="EUR", country="DE")
    endpoint, _ = add_endpoint(channel_id=other.pk, url="https://other.example/", actor=SYSTEM)

    assert caller.get("/webhooks").json() == {"webhooks": []}
    for act in ("rotate", "test"):
        assert caller.post(f"/webhooks/{endpoint.public_id}/{act}", {}, key=act).status_code == 404


def test_a_key_without_the_scope_sees_nothing(client, shop):
    _, text = key_for(shop, "orders:read", "orders:write")
    caller = Caller(client, text)

    assert caller.get("/webhooks").status_code == 403
    assert caller.post("/webhooks", ENDPOINT).status_code == 403
