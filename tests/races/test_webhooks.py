"""Two workers at one webhook: each attempt is one request, and the receiver hears of it once."""

import threading

import pytest

from core.actors import SYSTEM
from core.effects import drain
from core.errors import Unavailable
from notifications.models import WebhookAttempt, WebhookDelivery
from notifications.selectors.webhooks import forget_who_listens
from notifications.services.webhooks import delivering
from notifications.services.webhooks.endpoints import add_endpoint
from notifications.tests.webhooks.receiver import receiving
from notifications.webhook_tasks import deliver_webhook
from orders.intake.reference import forget_reference, reference
from orders.tests.factories import open_shop, placed_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving() as one:
        yield one


@pytest.fixture
def delivery(settings, receiver):
    """Written and not sent yet."""
    settings.OMS_WIRING = "notifications.tests.wiring.TO_SHOPS"
    forget_reference()
    shop = open_shop(skus=1)
    reference()
    add_endpoint(channel_id=shop.channel.pk, url=receiver.url, actor=SYSTEM)
    placed_order(shop)
    drain(["default"])
    yield WebhookDelivery.objects.get()
    forget_reference()
    forget_who_listens()


def while_it_is_sent(hands, receiver, delivery):
    """What came of the second worker, who begins while the first has the receiver on the line."""
    came: list = []
    once = threading.Lock()

    def meanwhile():
        if once.acquire(blocking=False):
            act = hands[1].start(lambda: deliver_webhook(delivery_id=delivery.pk, after=0))
            came.append(act.result(10))

    receiver.meanwhile = meanwhile
    deliver_webhook(delivery_id=delivery.pk, after=0)
    return came[0]


def test_of_two_workers_at_one_webhook_one_calls_and_the_other_is_told_to_wait(hands, receiver, delivery):
    second = while_it_is_sent(hands, receiver, delivery)

    assert isinstance(second, Unavailable)
    assert len(receiver.came) == 1
    assert WebhookAttempt.objects.count() == 1
    # Who comes again finds it answered.
    deliver_webhook(delivery_id=delivery.pk, after=0)
    assert len(receiver.came) == 1


def test_without_the_mark_of_who_sends_the_receiver_is_called_twice(hands, receiver, delivery, monkeypatch):
    monkeypatch.setattr(delivering, "ensure_nobody_sends", lambda *_, **__: None)

    while_it_is_sent(hands, receiver, delivery)

    assert len(receiver.came) == 2
