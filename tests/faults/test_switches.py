"""Gateway and carrier misbehave around every deed: after reconciling, the truth log and the books agree."""

import time
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.models import Effect
from orders.models import Order
from orders.services.canceling import cancel_order
from payments.gateways.sandbox.client import SandboxGateway
from payments.tests.factories import ask_about_everything, work
from shipping.models import ShippingLabel
from shipping.services.labels import request_label
from shipping.services.voiding import request_void
from tests.faults.ledger import label_differences, money_differences, open_ends, truth_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault, pytest.mark.slow]

MODES = ("slow", "timeout_before", "timeout_after", "error_before", "error_after", "answer_twice", "webhooks_shuffled")
ABOUT_WEBHOOKS = ("answer_twice", "webhooks_shuffled")
MONEY, ROAD = ("authorize", "capture", "void", "refund"), ("buy_label", "void_label")
BLINK = 0.1


def switch(simulator, operation: str, mode: str, *, times: int, seconds: float = BLINK) -> None:
    wanted = {"operation": operation, "mode": mode, "times": times, "delay_seconds": seconds}
    assert httpx.post(f"{simulator.url}/_control/faults", json=wanted).status_code == 201


def hits(simulator) -> int:
    return sum(fault["hits"] for fault in httpx.get(f"{simulator.url}/_control/faults").json()["faults"])


def work_until_quiet(world) -> None:
    """Workers and incoming webhooks, until neither has anything to do."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        work()
        waiting = [
            httpx.get(f"{world.outside[name].url}/_control/webhooks").json()["waiting"]
            for name in ("gateway", "carrier")
        ]
        if not any(waiting) and not Effect.objects.filter(state="due", run_after__lt=timezone.now()).exists():
            return
        time.sleep(0.05)
    raise AssertionError(f"webhooks do not arrive: {waiting}")


def walk(world, *, runs: int) -> None:
    """Each of the six deeds at least ``runs`` times."""
    canceled = world.place(runs)
    world.place(runs)
    work_until_quiet(world)
    for order_id in canceled:
        cancel_order(order_id=order_id, actor=SYSTEM, reason="no longer wanted")
    work_until_quiet(world)
    world.pack_everything()
    work_until_quiet(world)
    for label in ShippingLabel.objects.filter(state="purchased"):
        request_void(shippinglabel_id=label.pk, actor=SYSTEM)
    work_until_quiet(world)
    for label in ShippingLabel.objects.filter(state="voided"):
        request_label(parcel_id=label.parcel_id)
    work_until_quiet(world)
    world.hand_over()
    work_until_quiet(world)
    world.refund_everything()
    work_until_quiet(world)
    ask_about_everything()
    work_until_quiet(world)


@pytest.mark.parametrize("mode", MODES)
def test_books_agree_with_the_truth_whatever_the_wire_does(world, table, form, mode):
    runs = 20 if form.is_long else 1
    for name, trades in (("gateway", MONEY), ("carrier", ROAD)):
        for trade in trades:
            switch(world.outside[name], trade, mode, times=runs)

    walk(world, runs=runs)

    found = {
        **money_differences(world.outside["gateway"].url),
        **label_differences(world.outside["carrier"].url),
        **open_ends(),
    }
    moved = sorted(row["operation"] for row in truth_of(world.outside["gateway"].url))
    expected = sorted(["authorize"] * 2 * runs + ["capture", "void", "refund"] * runs)
    if moved != expected:
        found["moved"] = moved
    table.add(f"{mode} × six deeds", runs=6 * runs, invariant="truth log = books after reconciling", result=found)
    assert found == {}
    assert hits(world.outside["gateway"]) == 4 * runs
    assert mode in ABOUT_WEBHOOKS or hits(world.outside["carrier"]) == 2 * runs
    assert Order.objects.filter(captured_amount__gt=0).count() == runs


def test_without_keys_a_lost_answer_is_a_second_charge(world, table, monkeypatch):
    perform = SandboxGateway.perform
    monkeypatch.setattr(SandboxGateway, "find", lambda gateway, instruction: None)
    monkeypatch.setattr(
        SandboxGateway, "perform", lambda gateway, wanted: perform(gateway, replace(wanted, key=uuid4().hex))
    )
    switch(world.outside["gateway"], "authorize", "timeout_after", times=1)

    world.place(1)
    work_until_quiet(world)

    twice = money_differences(world.outside["gateway"].url).get("more than once")
    table.add("control: timeout_after, a fresh key per attempt", runs=1, invariant="must break", result=twice, bad=True)
    assert twice
