"""``kill -9`` of the process that calls a receiver: the webhook is sent again, under the id it had."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import drain
from core.effects.sweep import free_leases
from core.models import Effect
from notifications.models import WebhookAttempt, WebhookDelivery
from notifications.services.webhooks.endpoints import add_endpoint
from notifications.tests.webhooks.receiver import receiving
from orders.intake.reference import forget_reference, reference
from orders.tests.factories import open_shop, placed_order

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import django
django.setup()
from core import faults
from core.effects import drain
faults.arm("{point}", faults._kill)
drain(["hooks"])
"""


def die_at(point: str) -> int:
    """How a worker of its own process ended, that was to be killed at ``point``."""
    database = connection.settings_dict
    host = database["OPTIONS"].get("host") or database["HOST"]
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "oms.settings.test", "WEBHOOK_ALLOW_PRIVATE": "1",
        "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={host}", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", WORKER.format(point=point)], env=environment, cwd=ROOT, timeout=60, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode


@pytest.mark.parametrize(("point", "calls"), [("webhook.before_call", 1), ("webhook.after_call", 2)])
def test_a_worker_killed_around_the_call_is_followed_by_one_with_the_same_id(settings, point, calls):
    settings.OMS_WIRING = "notifications.tests.wiring.TO_SHOPS"
    settings.WEBHOOK_ALLOW_PRIVATE = True
    forget_reference()
    shop = open_shop(skus=1)
    reference()
    with receiving() as receiver:
        add_endpoint(channel_id=shop.channel.pk, url=receiver.url, actor=SYSTEM)
        placed_order(shop)
        drain(["default"])

        assert die_at(point) == -signal.SIGKILL
        assert free_leases() == 1
        WebhookDelivery.objects.update(sending_until=timezone.now() - timedelta(seconds=1))
        Effect.objects.filter(state="due").update(run_after=timezone.now() - timedelta(days=1))
        drain(["hooks"])

        delivery = WebhookDelivery.objects.get()
        assert delivery.state == "delivered"
        assert receiver.ids == [delivery.event_id] * calls
        assert list(WebhookAttempt.objects.order_by("number").values_list("status", flat=True)) == [None, 200]
    forget_reference()
