"""Stripe's published example objects: those we know parse, the rest park with a reason, none is a crash."""

import json
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from core.effects import drain
from payments.gateways.stripe.client import StripeGateway
from payments.gateways.stripe.webhook import _READERS, read_notice
from payments.models import GatewayEvent
from payments.tests.gateways.test_contract import StripeBench

SHARED = Path(os.environ.get("SHARED_DATA_DIR", settings.BASE_DIR.parent / "shared" / "data"))
FOLDER = SHARED / "stripe-fixtures"
FILE = FOLDER / "fixtures3.json"
KNOWN = {
    "payment_intent": "payment_intent.payment_failed",
    "charge": "charge.succeeded",
    "refund": "refund.updated",
    "dispute": "charge.dispute.created",
    "radar.early_fraud_warning": "radar.early_fraud_warning.created",
}
URL = "/webhooks/payments/stripe/"

pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason=f"Stripe's fixtures are not in {FOLDER}; name the folder above in SHARED_DATA_DIR."
)


@pytest.fixture(scope="module")
def objects() -> dict[str, dict]:
    return json.loads(FILE.read_text())["resources"]


def event_about(thing: dict, kind: str) -> dict:
    return {"id": f"evt_{kind}", "object": "event", "type": kind, "data": {"object": thing}, "request": None}


def test_every_object_we_know_parses(objects):
    told = {kind: read_notice(event_about(objects[kind], event), event) for kind, event in KNOWN.items()}

    assert {kind: one.unknown for kind, one in told.items()} == dict.fromkeys(KNOWN, "")
    intent, charge, refund = (told[kind].receipt for kind in ("payment_intent", "charge", "refund"))
    assert (intent.status, str(intent.amount), intent.currency) == ("declined", "10.99", "USD")
    assert (charge.status, charge.card.brand, charge.card.last4) == ("ok", "visa", "4242")
    assert (refund.status, str(refund.amount)) == ("ok", "1.00")
    dispute, warning = told["dispute"].dispute, told["radar.early_fraud_warning"].dispute
    assert (dispute.capture[:3], str(dispute.amount), dispute.evidence_due_at.year) == ("ch_", "10.00", 2024)
    # No money was taken back.
    assert (dispute.kind, dispute.withdrawn) == ("inquiry", False)
    assert (warning.capture, warning.kind, warning.reason) == ("ch_1234", "warning", "misc")


def test_an_object_under_any_kind_of_event_is_read_or_parked(objects):
    for name, thing in objects.items():
        for kind in (*_READERS, f"{name}.created"):
            told = read_notice(event_about(thing, kind), kind)
            assert told.unknown or told.receipt or told.dispute, (name, kind)
            if kind not in _READERS:
                assert "No use for events of kind" in told.unknown


@pytest.mark.django_db
def test_every_object_passes_the_inbox_and_is_parked_with_a_reason(
    client, objects, stripe_simulator, gateway_simulator
):
    bench = StripeBench(stripe_simulator, gateway_simulator.webhook_secret)
    bodies = [event_about(thing, KNOWN.get(name, f"{name}.created")) for name, thing in objects.items()]
    for body in [*bodies, objects["event"]]:
        text = json.dumps(body).encode()
        answer = client.post(URL, text, content_type="application/json", headers=bench.sign(text))
        assert answer.status_code == 200, body["type"]
    drain()

    events = GatewayEvent.objects.filter(source="stripe")
    assert events.count() == len(objects) + 1
    assert not events.filter(parked="", applied_at=None).exists()
    # Nothing of theirs is ours, so nothing was applied.
    assert not events.exclude(applied_at=None).exists()


def test_the_example_event_is_one_when_it_is_signed(objects, stripe_simulator, gateway_simulator):
    bench, adapter = StripeBench(stripe_simulator, gateway_simulator.webhook_secret), StripeGateway()
    text = json.dumps(objects["event"]).encode()

    notice = adapter.verify(body=text, headers=bench.sign(text), now=timezone.now())

    assert notice.kind == "plan.created"
    assert adapter.read(notice.body, notice.kind).unknown
