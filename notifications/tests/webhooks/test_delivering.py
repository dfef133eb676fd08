import json
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Channel
from core import faults
from core.actors import SYSTEM, Actor
from core.effects import drain
from core.errors import MoveRefused, NotPermitted
from core.models import Effect, Event
from core.services.retention import follow
from notifications.errors import AddressRefused
from notifications.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookSecret
from notifications.services.webhooks.endpoints import (
    add_endpoint,
    rotate_secret,
    switch_off_endpoint,
    switch_on_endpoint,
)
from notifications.services.webhooks.replaying import replay_delivery, replay_since
from notifications.services.webhooks.telling import send_test
from notifications.tests.webhooks.listening import listen, run_again
from notifications.webhooks.schedule import PAUSES, pause_after
from notifications.webhooks.signing import signature
from orders.services.canceling import cancel_order
from orders.tests.factories import confirmed_order, placed_order

pytestmark = pytest.mark.django_db


def is_signed_with(secret: str, headers: dict[str, str], body: bytes) -> bool:
    expected = signature(
        secret=secret, event_id=headers["webhook-id"], timestamp=int(headers["webhook-timestamp"]), body=body
    )
    return expected in headers["webhook-signature"].split(" ")


def test_a_placed_order_is_told_thin_signed_and_numbered(shop, receiver):
    _, secret = listen(shop, receiver)
    order = placed_order(shop)
    drain()

    ((headers, body),) = receiver.came
    event = Event.objects.get(order_id=order.pk, name="orders.placed")
    told = json.loads(body)
    assert told == {
        "type": "orders.placed",
        "timestamp": event.at.isoformat(),
        "data": {
            "order": order.number, "external_id": "", "channel": shop.channel.code, "sequence": event.seq,
            "url": f"https://shop.example/api/v1/orders/{order.number}",
        },
    }  # fmt: skip
    assert is_signed_with(secret, headers, body)
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.event_id) == ("delivered", 1, headers["webhook-id"])
    attempt = WebhookAttempt.objects.get()
    assert (attempt.status, attempt.answer, attempt.address) == (200, "ok", "127.0.0.1")


def test_nothing_of_the_customer_is_in_it(shop, receiver):
    listen(shop, receiver)
    order = placed_order(shop)
    drain()

    text = receiver.came[0][1].decode()
    for told in (order.customer.name, order.customer.email, order.shipping_address.line1):
        assert told
        assert told not in text


def test_sequences_of_an_order_grow_as_its_facts_happened(shop, receiver):
    listen(shop, receiver)
    order = confirmed_order(shop)
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="No")
    drain()

    sequences = {json.loads(body)["type"]: json.loads(body)["data"]["sequence"] for _, body in receiver.came}
    assert sequences["orders.placed"] < sequences["orders.confirmed"] < sequences["orders.canceled"]


def test_an_endpoint_hears_of_its_kinds_and_its_channel_alone(shop, receiver):
    other = Channel.objects.create(code="other", name="Other", currency="EUR", country="DE")
    listen(shop, receiver, kinds=["orders.canceled"])
    add_endpoint(channel_id=other.pk, url=receiver.url, actor=SYSTEM)
    order = placed_order(shop)
    drain()
    assert receiver.came == []

    cancel_order(order_id=order.pk, actor=SYSTEM, reason="No")
    drain()
    assert [json.loads(body)["type"] for _, body in receiver.came] == ["orders.canceled"]


def test_a_fact_that_no_endpoint_asked_for_makes_no_effect(shop, receiver):
    listen(shop, receiver, kinds=["orders.confirmed"])
    placed_order(shop)
    assert not Effect.objects.filter(task__startswith="notifications.webhook_tasks").exists()

    listen(shop, receiver)
    placed_order(shop)
    assert Effect.objects.filter(task="notifications.webhook_tasks.orders_placed").exists()


def test_nothing_is_sent_or_held_for_an_endpoint_that_is_switched_off(shop, receiver):
    endpoint, _ = listen(shop, receiver)
    placed_order(shop)
    drain()
    delivery = WebhookDelivery.objects.get()
    switch_off_endpoint(webhookendpoint_id=endpoint.pk, actor=SYSTEM)

    for act in (
        lambda: send_test(webhookendpoint_id=endpoint.pk, actor=SYSTEM),
        lambda: replay_delivery(webhookdelivery_id=delivery.pk, actor=SYSTEM),
        lambda: replay_since(
            webhookendpoint_id=endpoint.pk, since=delivery.created_at, actor=SYSTEM, everything=True
        ),
    ):  # fmt: skip
        with pytest.raises(MoveRefused) as refused:
            act()
        assert [one["code"] for one in refused.value.context["blockers"]] == ["switched_off"]
    assert WebhookDelivery.objects.get().state == "delivered"


def test_without_an_endpoint_a_fact_makes_no_effect(shop):
    placed_order(shop)

    assert not Effect.objects.filter(task__startswith="notifications.webhook_tasks").exists()


def test_a_failure_is_logged_and_tried_again_with_the_same_id_and_bytes(shop, receiver):
    listen(shop, receiver)
    receiver.status, receiver.answer = 500, b"our database is down"
    placed_order(shop)
    drain()

    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.failures) == ("pending", 1)
    assert timedelta(seconds=4) < delivery.next_at - timezone.now() < timedelta(seconds=6)
    assert WebhookAttempt.objects.get().answer == "our database is down"

    receiver.status = 200
    run_again()

    (first, body), (second, again) = receiver.came
    assert (first["webhook-id"], body) == (second["webhook-id"], again)
    assert WebhookDelivery.objects.get().state == "delivered"
    assert WebhookEndpoint.objects.get().failing_since is None


def test_the_schedule_is_that_of_the_standard_and_then_it_is_given_up(shop, receiver):
    listen(shop, receiver)
    receiver.status = 500
    placed_order(shop)
    drain()
    for _ in range(len(PAUSES)):
        run_again()

    delivery = WebhookDelivery.objects.get()
    assert len(receiver.came) == len(PAUSES) + 1
    assert (delivery.state, delivery.next_at) == ("failed", None)
    assert not Effect.objects.filter(state="due").exists()
    assert [pause_after(n + 1) >= pause for n, pause in enumerate(PAUSES)] == [True] * len(PAUSES)
    assert pause_after(len(PAUSES) + 1) is None


def test_a_receiver_that_asks_for_time_gets_it(shop, receiver):
    listen(shop, receiver)
    receiver.status, receiver.headers = 429, {"Retry-After": "3600"}
    placed_order(shop)
    drain()

    assert WebhookDelivery.objects.get().next_at - timezone.now() > timedelta(minutes=59)


def test_whom_to_send_to_is_found_by_the_key_and_not_among_all_that_waits(shop, receiver):
    listen(shop, receiver)
    with CaptureQueriesContext(connection) as asked:
        placed_order(shop)
        drain(["default"])

    (found,) = [one["sql"] for one in asked if '"attempts" = 0' in one["sql"]]
    assert '"endpoint_id" IN' in found


def test_one_webhook_is_sent_again_under_its_id(shop, receiver):
    listen(shop, receiver)
    placed_order(shop)
    drain()
    delivery = WebhookDelivery.objects.get()
    for _ in range(2):
        replay_delivery(webhookdelivery_id=delivery.pk, actor=SYSTEM)
        drain()

    assert len(receiver.came) == 3
    assert set(receiver.ids) == {delivery.event_id}


def test_a_replay_before_the_next_try_makes_that_try_needless(shop, receiver):
    listen(shop, receiver)
    receiver.status = 500
    placed_order(shop)
    drain()
    receiver.status = 200
    replay_delivery(webhookdelivery_id=WebhookDelivery.objects.get().pk, actor=SYSTEM)
    drain()
    run_again()

    assert len(receiver.came) == 2


def test_what_was_erased_is_not_sent_again(shop, receiver):
    endpoint, _ = listen(shop, receiver)
    placed_order(shop)
    drain()
    WebhookDelivery.objects.update(body="")

    with pytest.raises(MoveRefused, match="erased"):
        replay_delivery(webhookdelivery_id=WebhookDelivery.objects.get().pk, actor=SYSTEM)
    since = timezone.now() - timedelta(days=1)
    assert replay_since(webhookendpoint_id=endpoint.pk, since=since, everything=True, actor=SYSTEM) == 0


def test_what_was_erased_before_it_went_is_given_up_and_never_sent_empty(shop, receiver):
    listen(shop, receiver)
    placed_order(shop)
    drain(["default"])
    WebhookDelivery.objects.update(body="")
    drain()

    assert receiver.came == []
    assert WebhookDelivery.objects.get().state == "failed"


def test_a_test_webhook_says_that_nothing_happened(shop, receiver):
    endpoint, secret = listen(shop, receiver)
    send_test(webhookendpoint_id=endpoint.pk, actor=SYSTEM)
    drain()

    ((headers, body),) = receiver.came
    assert json.loads(body)["type"] == "webhooks.test"
    assert is_signed_with(secret, headers, body)


def test_a_secret_is_replaced_with_an_overlap(shop, receiver):
    endpoint, old = listen(shop, receiver)
    new = rotate_secret(webhookendpoint_id=endpoint.pk, actor=SYSTEM)
    send_test(webhookendpoint_id=endpoint.pk, actor=SYSTEM)
    drain()
    (headers, body) = receiver.came[-1]
    assert is_signed_with(old, headers, body)
    assert is_signed_with(new, headers, body)

    WebhookSecret.objects.exclude(expires_at=None).update(expires_at=timezone.now())
    send_test(webhookendpoint_id=endpoint.pk, actor=SYSTEM)
    drain()
    (headers, body) = receiver.came[-1]
    assert not is_signed_with(old, headers, body)
    assert is_signed_with(new, headers, body)


def test_a_secret_is_nowhere_in_the_database_in_clear(shop, receiver):
    endpoint, secret = listen(shop, receiver)

    assert secret.removeprefix("whsec_") not in str(list(WebhookSecret.objects.values()))
    assert secret not in str(list(WebhookEndpoint.objects.values()))
    assert endpoint.secrets.get().sealed.startswith("gAAAA")


def test_an_address_inside_is_refused_at_the_form_or_at_the_call(shop, receiver, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = False
    with pytest.raises(AddressRefused):
        listen(shop, receiver)

    settings.WEBHOOK_ALLOW_PRIVATE = True
    listen(shop, receiver)
    WebhookEndpoint.objects.update(url=f"https://127.0.0.1:8443/{receiver.port}")
    settings.WEBHOOK_ALLOW_PRIVATE = False
    placed_order(shop)
    drain()

    assert "not a public address" in WebhookAttempt.objects.get().error
    assert receiver.came == []
    assert django_settings.WEBHOOK_ALLOW_PRIVATE is False


@pytest.mark.parametrize("point", ["webhook.before_call", "webhook.after_call", "webhook.after_commit"])
def test_a_worker_that_dies_around_the_call_is_followed_with_the_same_id(shop, receiver, point):
    listen(shop, receiver)
    faults.arm(point, faults._limited(point, faults._raise, 1))
    placed_order(shop)
    drain()
    # As long as a call can last, nobody else calls.
    run_again()
    WebhookDelivery.objects.update(sending_until=timezone.now() - timedelta(seconds=1))
    run_again()

    assert set(receiver.ids) == {WebhookDelivery.objects.get().event_id}
    assert WebhookDelivery.objects.get().state == "delivered"
    assert len(receiver.came) == {"webhook.before_call": 1, "webhook.after_call": 2, "webhook.after_commit": 1}[point]


@pytest.mark.parametrize(
    "act", [
        lambda pk, actor: rotate_secret(webhookendpoint_id=pk, actor=actor),
        lambda pk, actor: send_test(webhookendpoint_id=pk, actor=actor),
        lambda pk, actor: switch_on_endpoint(webhookendpoint_id=pk, actor=actor),
        lambda pk, actor: replay_since(webhookendpoint_id=pk, since=timezone.now(), actor=actor),
    ],
)  # fmt: skip
def test_who_has_no_right_changes_nothing(shop, receiver, act):
    endpoint, _ = listen(shop, receiver)

    with pytest.raises(NotPermitted):
        act(endpoint.pk, Actor(kind="user", reference="1"))


def test_old_webhooks_go_delivered_ones_first(shop, receiver):
    listen(shop, receiver)
    for days, status in ((31, 200), (31, 500), (91, 500), (1, 200)):
        receiver.status = status
        placed_order(shop)
        drain()
        newest = WebhookDelivery.objects.latest("pk")
        WebhookDelivery.objects.filter(pk=newest.pk).update(created_at=timezone.now() - timedelta(days=days))

    assert [follow(kind) for kind in ("webhooks_delivered", "webhooks_missed")] == [1, 1]
    assert sorted(WebhookDelivery.objects.values_list("state", flat=True)) == ["delivered", "pending"]
