import html
import re

import pytest
from django.urls import reverse

from accounts.models import User
from core.actors import SYSTEM
from core.effects import drain
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.services.webhooks.endpoints import add_endpoint, secrets_now
from orders.tests.factories import placed_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(User.objects.create_superuser("boss", "boss@example.com", "pw"))
    return client


def test_an_endpoint_is_made_in_the_office_and_its_secret_is_shown_once(office, shop):
    wished = {"url": "https://shop.example/hooks", "channel": shop.channel.pk, "kinds": ["orders.placed"]}
    made = office.post(reverse("admin:notifications_webhookendpoint_add"), wished, follow=True)

    endpoint = WebhookEndpoint.objects.get()
    (secret,) = secrets_now(endpoint)
    assert secret in made.content.decode()
    page = office.get(reverse("admin:notifications_webhookendpoint_change", args=[endpoint.pk])).content.decode()
    assert secret not in page
    assert not re.search(r"whsec_\w", page)


def test_an_address_that_is_never_called_is_told_at_the_form(office, shop):
    wished = {"url": "http://shop.example/hooks", "channel": shop.channel.pk}
    answer = office.post(reverse("admin:notifications_webhookendpoint_add"), wished)

    assert "Only https is called" in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_buttons_test_rotate_switch_and_replay(office, shop, receiver):
    endpoint, _ = add_endpoint(channel_id=shop.channel.pk, url=receiver.url, actor=SYSTEM)

    def press(name: str, **given):
        address = reverse("admin:notifications_webhookendpoint_move", args=[endpoint.pk, name])
        assert office.get(address).status_code == 200
        return office.post(address, {"reason": "", **given}, follow=True).content.decode()

    press("test")
    drain()
    assert len(receiver.came) == 1
    shown = press("rotate")
    assert secrets_now(endpoint)[0] in html.unescape(shown)
    assert len(secrets_now(endpoint)) == 2
    press("switch_off")
    assert not WebhookEndpoint.objects.get().is_active
    press("switch_on")
    assert "1 webhooks are sent again" in press("replay", since_0="2020-01-01", since_1="00:00", everything="on")


def test_the_log_shows_body_call_and_answer_and_sends_again(office, shop, receiver):
    add_endpoint(channel_id=shop.channel.pk, url=receiver.url, actor=SYSTEM)
    receiver.status, receiver.answer = 503, b"closed for lunch"
    order = placed_order(shop)
    drain()
    delivery = WebhookDelivery.objects.get()

    page = office.get(reverse("admin:notifications_webhookdelivery_change", args=[delivery.pk])).content.decode()
    assert "closed for lunch" in page
    assert "Answered 503." in page
    assert order.number in page
    found = office.get(reverse("admin:notifications_webhookdelivery_changelist"), {"q": order.number})
    assert delivery.kind in found.content.decode()

    receiver.status = 200
    office.post(reverse("admin:notifications_webhookdelivery_move", args=[delivery.pk, "replay"]), {"reason": ""})
    drain()
    assert WebhookDelivery.objects.get().state == "delivered"
