"""What waits though nothing will send it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.effects import drain
from core.models import Effect
from notifications.models import WebhookDelivery
from notifications.services.webhooks.resuming import resume_stranded
from notifications.tests.webhooks.listening import listen, run_again
from orders.tests.factories import placed_order

pytestmark = pytest.mark.django_db


def test_a_webhook_whose_effect_died_gets_its_next_try_back(shop, receiver):
    listen(shop, receiver)
    placed_order(shop)
    drain(["default"])
    long_ago = timezone.now() - timedelta(hours=1)
    WebhookDelivery.objects.update(created_at=long_ago)
    assert resume_stranded() == 0
    Effect.objects.filter(queue="hooks").update(state="dead")

    assert resume_stranded() == 1
    assert resume_stranded() == 0
    assert WebhookDelivery.objects.get().failures == 1
    run_again()
    assert WebhookDelivery.objects.get().state == "delivered"


def test_what_waits_for_its_next_try_is_not_stranded(shop, receiver):
    listen(shop, receiver)
    receiver.status = 500
    placed_order(shop)
    drain()
    WebhookDelivery.objects.update(next_at=timezone.now() - timedelta(hours=1))

    assert resume_stranded() == 0
