"""When we stop calling an endpoint, and who lets us again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import drain
from core.models import Alert
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.services.webhooks.delivering import begin_call, record_call
from notifications.services.webhooks.endpoints import change_endpoint, switch_off_endpoint, switch_on_endpoint
from notifications.services.webhooks.replaying import replay_since
from notifications.tests.webhooks.listening import listen, run_again
from notifications.webhooks.schedule import TRIES_BEFORE_DISABLED
from notifications.webhooks.wire import Answer
from orders.tests.factories import placed_order

pytestmark = pytest.mark.django_db


def test_after_five_days_of_failure_it_is_called_no_more_and_a_person_is_told(shop, receiver, mailbox):
    endpoint, _ = listen(shop, receiver, contact_email="dev@shop.example")
    receiver.status = 500
    placed_order(shop)
    drain()
    WebhookEndpoint.objects.update(failing_since=timezone.now() - timedelta(days=5, minutes=1))
    for _ in range(TRIES_BEFORE_DISABLED - 1):
        # One bad moment days after another is none.
        assert WebhookEndpoint.objects.get().is_active
        run_again()

    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.disabled_at is None) == (False, False)
    assert "5 days" in endpoint.disabled_reason
    assert Alert.objects.get(kind="webhook_disabled").reference == endpoint.public_id
    drain()
    mail = mailbox.only()
    assert mail["to"] == "dev@shop.example"
    assert receiver.url in mail["text"]


@pytest.mark.parametrize("status", [500, 410])
def test_an_endpoint_is_not_judged_by_what_its_old_address_answered(shop, receiver, status):
    endpoint, _ = listen(shop, receiver)
    WebhookEndpoint.objects.update(failing_since=timezone.now() - timedelta(days=6))
    placed_order(shop)
    drain(["default"])
    WebhookDelivery.objects.update(failures=TRIES_BEFORE_DISABLED)
    call = begin_call(delivery_id=WebhookDelivery.objects.get().pk, after=0)
    change_endpoint(
        webhookendpoint_id=endpoint.pk, url=f"{receiver.url}&new=1", kinds=[], description="", contact_email="",
        actor=SYSTEM,
    )  # fmt: skip
    assert WebhookEndpoint.objects.get().failing_since is None
    record_call(attempt_id=call.attempt_id, answer=Answer(status=status, error=f"Answered {status}."))

    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.failing_since) == (True, None)
    run_again()
    assert WebhookDelivery.objects.get().state == "delivered"


def test_what_happens_while_it_is_disabled_is_kept_and_sent_by_a_replay(shop, receiver):
    endpoint, _ = listen(shop, receiver)
    since = timezone.now()
    receiver.status = 410
    placed_order(shop)
    drain()
    placed_order(shop)
    drain()
    assert len(receiver.came) == 1
    assert sorted(WebhookDelivery.objects.values_list("state", flat=True)) == ["failed", "held"]

    receiver.status = 200
    switch_on_endpoint(webhookendpoint_id=endpoint.pk, actor=SYSTEM)
    assert replay_since(webhookendpoint_id=endpoint.pk, since=since, actor=SYSTEM) == 2
    drain()

    assert len(set(receiver.ids)) == 2
    assert list(WebhookDelivery.objects.values_list("state", flat=True)) == ["delivered"] * 2
    assert Alert.objects.get().closed_by == "system"


def test_what_we_stopped_is_kept_until_a_person_switches_it_off(shop, receiver):
    endpoint, _ = listen(shop, receiver)
    WebhookEndpoint.objects.update(is_active=False, disabled_at=timezone.now(), disabled_reason="410")
    switch_off_endpoint(webhookendpoint_id=endpoint.pk, actor=SYSTEM)
    placed_order(shop)
    drain()

    endpoint.refresh_from_db()
    assert (endpoint.disabled_at, endpoint.disabled_reason, endpoint.switched_off_by) == (None, "", "system")
    assert not WebhookDelivery.objects.exists()


def test_what_waits_when_a_person_switches_it_off_is_held_and_nothing_more_is_kept(shop, receiver):
    endpoint, _ = listen(shop, receiver)
    placed_order(shop)
    drain(["default"])
    switch_off_endpoint(webhookendpoint_id=endpoint.pk, actor=SYSTEM)
    drain()
    placed_order(shop)
    drain()

    assert receiver.came == []
    assert WebhookDelivery.objects.get().state == "held"
