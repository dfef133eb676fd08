"""The inbox of gateways: a signed webhook is verified, kept once and answered; how long each answer takes."""

import http.client
import json
import os
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction

from bench.crew import web
from bench.measure import Figure, rate
from bench.shop import BenchShop
from simulators.webhooks import signature

SECONDS = 8.0
CLIENTS = 4
SECRET = uuid.uuid4().hex
OK = 200

_KEEP = """
INSERT INTO payments_gatewayevent (source, event_id, kind, body, raw, parked, waits_for, tries)
VALUES ('sandbox', %s, 'capture.succeeded', %s::jsonb, %s, '', '', 0)
"""
_PROMISE = """
INSERT INTO core_effect (task, queue, payload, key, priority, state, attempts, run_after, queued_at,
                         claim_no, created_at, last_error)
VALUES ('bench.nothing', 'bulk', '{}', %s, 9, 'due', 0, now(), now(), 0, now(), '')
"""


def gateway_webhooks(shop: BenchShop) -> list[Figure]:
    """Webhooks by HTTP, two server processes, four clients on the same machine; goal 200 a second, and the p99.

    The floor writes the same two rows by plain SQL and commits.
    """
    del shop
    floor = rate(keep_by_sql, processes=2, seconds=5.0)
    before = os.environ.get("GATEWAY_WEBHOOK_SECRET")
    os.environ["GATEWAY_WEBHOOK_SECRET"] = SECRET
    try:
        with web() as (host, port), tempfile.TemporaryDirectory() as folder:
            value = rate(caller(host, port, Path(folder)), processes=CLIENTS, seconds=SECONDS)
            times = sorted(float(text) for file in Path(folder).iterdir() for text in file.read_text().split())
    finally:
        if before is None:
            del os.environ["GATEWAY_WEBHOOK_SECRET"]
        else:
            os.environ["GATEWAY_WEBHOOK_SECRET"] = before
    p99 = times[int(len(times) * 0.99)] * 1000
    return [
        Figure("gateway_webhooks", value, "webhooks/s", floor),
        Figure("gateway_webhooks_p99", p99, "ms"),
    ]


def body_of(name: str) -> bytes:
    """A capture that succeeded, about as long as a gateway's own."""
    data = {
        "id": f"cap_{name}", "object": "capture", "status": "succeeded", "amount": "12.34", "currency": "EUR",
        "idempotency_key": name, "reference": "SO-1", "note": "x" * 1500,
    }  # fmt: skip
    return json.dumps({"id": f"evt_{name}", "type": "capture.succeeded", "data": data}).encode()


def keep_by_sql() -> int:
    name = uuid.uuid4().hex
    body = body_of(name)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_KEEP, [name, body.decode(), body])
        cursor.execute(_PROMISE, [name])
    return 1


def caller(host: str, port: int, folder: Path) -> Callable[[], int]:
    """Tells one new event and writes down how long its answer took; each process keeps its connection."""
    wires: dict[int, http.client.HTTPConnection] = {}

    def call() -> int:
        wire = wires.setdefault(os.getpid(), http.client.HTTPConnection(host, port, timeout=30))
        body = body_of(uuid.uuid4().hex)
        headers = {
            "Content-Type": "application/json", "Host": "localhost",
            "Sandbox-Signature": signature(secret=SECRET, body=body, at=int(time.time())),
        }  # fmt: skip
        start = time.monotonic()
        wire.request("POST", "/webhooks/payments/sandbox/", body=body, headers=headers)
        answer = wire.getresponse()
        told = answer.read()
        with (folder / str(os.getpid())).open("a") as file:
            file.write(f"{time.monotonic() - start:.6f}\n")
        if answer.status != OK or json.loads(told) != {"kept": True}:
            raise RuntimeError(f"{answer.status}: {told[:300]!r}")
        return 1

    return call
