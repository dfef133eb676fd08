"""A shop of Shopify's that sells into a channel in dollars."""

import json
import os
from pathlib import Path

import pytest
from django.conf import settings

from core.audit.runner import audit
from desk.channels.working import work_notice
from orders.intake.channels.registry import adapter_named
from orders.intake.reference import forget_reference
from orders.models import ChannelNotice, ChannelSource
from orders.services.noticing import keep_notices
from orders.tests.factories import open_shop

SHARED = Path(os.environ.get("SHARED_DATA_DIR", settings.BASE_DIR.parent / "shared" / "data"))
PAYLOADS = SHARED / "shopify-payloads"


@pytest.fixture
def source(db, settings):
    settings.CHANNEL_WEBHOOK_SECRETS = {"pods": "hush"}
    settings.OMS_WIRING = "desk.tests.channels.wiring.WIRING"
    forget_reference()
    shop = open_shop(currency="USD", country="US")
    return ChannelSource.objects.create(code="pods", make="shopify", channel=shop.channel, creates_skus=True)


@pytest.fixture
def tell(source):
    """Keep a payload and work it; tells the notice."""

    def run(topic: str, body: dict) -> ChannelNotice:
        notice = adapter_named("shopify").split({topic.split("/", maxsplit=1)[0][:-1]: body})[0]
        keep_notices(source=source, notices=[notice])
        row = ChannelNotice.objects.get(event_id=notice.event_id)
        work_notice(notice_id=row.pk)
        row.refresh_from_db()
        return row

    return run


@pytest.fixture
def payload():
    """A published payload of the data set."""

    def read(name: str) -> dict:
        if not PAYLOADS.exists():
            pytest.skip(f"No payloads in {PAYLOADS} (set SHARED_DATA_DIR).")
        return json.loads((PAYLOADS / name).read_text())

    return read


@pytest.fixture
def broken_promises():
    def find():
        return {finding.name: finding.sample for finding in audit() if finding.violations}

    return find
