"""Where shops call: signed notices are kept once and answered at once; the rest is turned away with a sentence."""

import json

import pytest

from core.effects import drain
from desk.tests.channels.payloads import order
from orders.intake.channels.shopify.webhook import signature_of
from orders.models import ChannelNotice, Order

pytestmark = pytest.mark.django_db(transaction=True)


def call(client, body: bytes, *, secret="hush", event="e1", code="pods"):
    return client.post(
        f"/webhooks/channels/{code}/", body, content_type="application/json",
        headers={"X-Shopify-Hmac-Sha256": signature_of(body, secret), "X-Shopify-Topic": "orders/create",
                 "X-Shopify-Event-Id": event},
    )  # fmt: skip


def test_a_signed_notice_is_kept_once_and_a_worker_makes_the_order(client, source):
    body = json.dumps(order()).encode()

    assert call(client, body).json() == {"kept": 1}
    assert call(client, body).json() == {"kept": 0}
    assert not Order.objects.exists()
    drain()

    assert ChannelNotice.objects.get().state == "applied"
    assert Order.objects.get().external_id == "1"


def test_a_notice_with_another_signature_is_not_kept(client, source):
    assert call(client, b"{}", secret="guess").status_code == 401
    assert not ChannelNotice.objects.exists()


def test_a_shop_without_a_secret_and_an_unknown_shop_are_turned_away(client, source, settings):
    settings.CHANNEL_WEBHOOK_SECRETS = {}

    assert call(client, b"{}", secret="").status_code == 401
    assert call(client, b"{}", code="nobody").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"a": NaN}',
        b'{"a": 1e999',
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud800"}',
        b"\xff",
        b"[" * 99_999,
    ],
)
def test_a_signed_body_that_cannot_be_kept_is_refused_with_a_sentence(client, source, body):
    answer = call(client, body)

    assert (answer.status_code, answer.json()["code"]) == (422, "notice_refused")
    assert not ChannelNotice.objects.exists()
