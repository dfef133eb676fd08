"""The inbox of other shops: a signed notice is verified, kept once and answered."""

import http.client
import json
import os
import uuid
from collections.abc import Callable

from django.db import connection, transaction

from bench.crew import web
from bench.measure import Figure, rate
from bench.shop import BenchShop
from catalog.models import Channel
from orders.intake.channels.shopify.webhook import SIGNATURE, signature_of
from orders.models import ChannelSource

SECONDS = 8.0
CLIENTS = 4
SHOP, SECRET = "bench", uuid.uuid4().hex
OK = 200

_KEEP = """
INSERT INTO orders_channelnotice (source_id, event_id, topic, body, external_id, state, field, reason, tries)
VALUES (%s, %s, 'orders/create', %s::jsonb, '', 'kept', '', '', 0)
"""
_PROMISE = """
INSERT INTO core_effect (task, queue, payload, key, priority, state, attempts, run_after, queued_at,
                         claim_no, created_at, last_error)
VALUES ('bench.nothing', 'bulk', '{}', %s, 9, 'due', 0, now(), now(), 0, now(), '')
"""


def webhooks(shop: BenchShop) -> Figure:
    """Notices of one shop by HTTP, two server processes, clients on the same machine; goal 200 notices/s.

    The floor writes the same two rows by plain SQL and commits.
    """
    source = ChannelSource.objects.create(code=SHOP, make="shopify", channel=Channel.objects.get(code="bench"))
    body = body_of(shop)
    floor = rate(lambda: keep_by_sql(source.pk, body), processes=2, seconds=5.0)
    os.environ["CHANNEL_WEBHOOK_SECRETS"] = f"{SHOP}={SECRET}"
    try:
        with web() as (host, port):
            value = rate(caller(host, port, body), processes=CLIENTS, seconds=SECONDS)
    finally:
        del os.environ["CHANNEL_WEBHOOK_SECRETS"]
    return Figure("webhooks", value, "notices/s", floor)


def body_of(shop: BenchShop) -> bytes:
    """An order of three lines, about as long as a shop's own."""
    lines = [{"id": nr, "sku": code, "quantity": 1, "price": "12.34"} for nr, code in enumerate(shop.codes[:3])]
    return json.dumps({"id": 1, "currency": "EUR", "line_items": lines, "note": "x" * 3000}).encode()


def keep_by_sql(source_id: int, body: bytes) -> int:
    name = uuid.uuid4().hex
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_KEEP, [source_id, name, body.decode()])
        cursor.execute(_PROMISE, [name])
    return 1


def caller(host: str, port: int, body: bytes) -> Callable[[], int]:
    """Tells one new notice; each process keeps its connection, as a shop's own server would."""
    wires: dict[int, http.client.HTTPConnection] = {}
    signature = signature_of(body, SECRET)

    def call() -> int:
        wire = wires.setdefault(os.getpid(), http.client.HTTPConnection(host, port, timeout=30))
        headers = {
            "Content-Type": "application/json", "Host": "localhost", SIGNATURE: signature,
            "X-Shopify-Topic": "orders/create", "X-Shopify-Event-Id": uuid.uuid4().hex,
        }  # fmt: skip
        wire.request("POST", f"/webhooks/channels/{SHOP}/", body=body, headers=headers)
        answer = wire.getresponse()
        told = answer.read()
        if answer.status != OK or json.loads(told) != {"kept": 1}:
            raise RuntimeError(f"{answer.status}: {told[:300]!r}")
        return 1

    return call
