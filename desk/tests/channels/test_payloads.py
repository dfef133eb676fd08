"""Every published payload, one after another: a table of what became of each."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from core.effects import drain
from desk.tests.channels.conftest import PAYLOADS
from orders.models import ChannelNotice, Order

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not PAYLOADS.exists(), reason=f"No payloads in {PAYLOADS} (set SHARED_DATA_DIR)."),
]


def take(path) -> list[dict]:
    out = StringIO()
    call_command("import_orders", str(path), format="shopify", channel="pods", json=True, stdout=out)
    return json.loads(out.getvalue())["notices"]


def test_every_payload_becomes_an_order_or_is_refused_with_the_field_named(source, broken_promises):
    table = {path.name: take(path) for path in sorted(PAYLOADS.glob("*.json"))}

    for name, notices in table.items():
        for one in notices:
            print(f"{name:30} {one['topic']:24} {one['became']:8} {one['field']:24} {one['reason'][:90]}")
    assert len(table) >= 40
    every = [one for notices in table.values() for one in notices]
    assert {one["became"] for one in every} <= {"parked", "waiting"}
    assert [one for one in every if one["became"] == "parked" and not (one["field"] and one["reason"])] == []
    # The sums are those of two of the three lines; the list's orders have no lines; the refund waits for the first.
    assert table["order.json"][0]["field"] == "total_line_items_price"
    assert table["orders.json"][0]["field"] == "line_items"
    assert table["refund.json"][0]["became"] == "waiting"
    assert not Order.objects.exists()


def test_the_published_order_with_sums_that_add_up_becomes_an_order_and_its_refund_goes_on(
    source, tell, payload, broken_promises
):
    take(PAYLOADS / "refund.json")
    body = payload("order.json")["order"]
    sums = {"total_line_items_price": "597.00", "subtotal_price": "597.00", "total_price": "608.94"}

    assert tell("orders/create", {**body, **sums, "financial_status": "paid"}).state == "applied"
    drain()

    made = Order.objects.get()
    assert (made.external_id, made.total, made.tax_total, made.refunded_amount) == (
        "450789469", Decimal("608.94"), Decimal("11.94"), Decimal("209.00"),
    )  # fmt: skip
    assert made.shipping_address.city == "Louisville"
    assert ChannelNotice.objects.get(topic="refunds/create").state == "applied"
    assert broken_promises() == {}


def test_every_payload_again_changes_nothing(source):
    for path in sorted(PAYLOADS.glob("*.json")):
        take(path)
    before = set(ChannelNotice.objects.values_list("event_id", "state", "reason"))
    for path in sorted(PAYLOADS.glob("*.json")):
        take(path)

    assert set(ChannelNotice.objects.values_list("event_id", "state", "reason")) == before
    assert not Order.objects.exists()
