"""The broker dies and forgets everything while orders are in flight: nothing is lost, intake goes on."""

import signal
import time
from statistics import median

import pytest
from django.test import Client

from api.services.keys import make_key
from core.actors import SYSTEM
from orders.models import Order
from tests.faults.conftest import start_broker
from tests.faults.ledger import mail_differences, money_differences, open_ends

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault, pytest.mark.slow]

WISH = {
    "shipping_address": {"name": "Ada", "line1": "Street 1", "city": "Berlin", "postal_code": "1", "country": "DE"},
    "lines": [{"sku": "SKU-2", "quantity": 1}],
    "tenders": [{"kind": "card", "token": "tok_visa"}],
}
LONGEST_ANSWER = 2.0


def wish(number: object) -> dict:
    customer = {"name": "Ada", "email": f"ada-{number}@example.com"}
    return {"external_id": f"S-{number}", "customer": customer, **WISH}


def answer(text: str, number: int) -> tuple[int, float]:
    """Status and seconds of one order through the API."""
    began = time.monotonic()
    told = Client().post(
        "/api/v1/orders", wish(number), content_type="application/json",
        headers={"Authorization": f"Bearer {text}", "Idempotency-Key": f"k-{number}"},
    )  # fmt: skip
    return told.status_code, time.monotonic() - began


def test_a_broker_killed_and_emptied_loses_nothing(long_only, world, broker, places, table, form):
    in_flight = 200 if form.is_long else 40
    _, text = make_key(
        channel_id=world.shop.channel.pk, name="Shop", scopes=("orders:read", "orders:write"), actor=SYSTEM
    )
    world.hire()
    assert answer(text, 99)[0] == 201
    time.sleep(4)
    world.place(in_flight)
    time.sleep(0.5)
    broker.signal(signal.SIGKILL)
    broker.process.wait()
    still_open = Order.objects.exclude(state="confirmed").count()
    answers = [answer(text, number) for number in range(10)]
    start_broker(broker, places)
    began = time.monotonic()
    world.settle(seconds=180, until=lambda: not Order.objects.exclude(state="confirmed").exists())

    found = {
        **money_differences(world.outside["gateway"].url),
        **mail_differences(world.outside["mail"].url, repeats=0),
        **open_ends(),
    }
    table.add(f"broker killed and emptied, {still_open} orders in flight", runs=1, invariant="0 lost", result=found,
              seconds=[time.monotonic() - began])  # fmt: skip
    refused = [status for status, _ in answers if status != 201]
    table.add("intake while the broker is down", runs=10, invariant="201", result=refused,
              seconds=[seconds for _, seconds in answers])  # fmt: skip
    assert found == {}
    assert refused == []
    assert median(seconds for _, seconds in answers) < LONGEST_ANSWER
    assert Order.objects.filter(state="confirmed").count() == in_flight + 11
