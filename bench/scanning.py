"""Picking: pickers who scan every two seconds whatever the server does, and how long each scan takes."""

import http.client
import math
import random
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from accounts.selectors import actor_of
from accounts.services.roles import sync_roles
from bench.crew import web
from bench.measure import Figure
from bench.shop import BenchShop
from core.actors import SYSTEM
from core.effects import drain
from fulfillment.models import FulfillmentOrder, PickTask
from fulfillment.services.claiming import claim_task
from fulfillment.services.releasing import release_work
from fulfillment.services.scanning import scan_location
from inventory.models import Warehouse, WarehouseMember
from orders.services.placing import place_orders

PICKERS = 20
EVERY_SECONDS = 2.0
SECONDS = 30.0
TOKEN = "b" * 32
OK = 200


@dataclass
class Hand:
    """One picker with a task too long to be finished meanwhile; ``waited`` in seconds, from when a scan was due."""

    cookie: str
    path: str
    code: str
    waited: list[float] = field(default_factory=list)


def pick_scans(shop: BenchShop) -> list[Figure]:
    """The 95th part of a hundred of all scans of twenty pickers, beside a bare page under the same load."""
    sync_roles()
    hands = [hand_of(task, number) for number, task in enumerate(long_tasks(shop))]
    with web(processes=2) as address:
        floor = spent(hands, lambda wire, hand, number: bare(wire), address)
        value = spent(hands, lambda wire, hand, number: scan(wire, hand, f"{hand.path}-{number}"), address)
    return [Figure("pick_scans_p95", value, "ms", floor)]


def long_tasks(shop: BenchShop) -> list[PickTask]:
    dice = random.Random(20)
    wishes = [shop.request(dice, lines=1, units=1000, tender="cash_on_delivery") for _ in range(PICKERS)]
    place_orders(wishes, actor=SYSTEM)
    drain()
    works = FulfillmentOrder.objects.order_by("pk")
    release_work(warehouse_id=works[0].warehouse_id, work_ids=[work.pk for work in works], actor=SYSTEM)
    return list(PickTask.objects.select_related("location", "line__order_line__sku", "batch").order_by("pk"))[:PICKERS]


def hand_of(task: PickTask, number: int) -> Hand:
    """A picker who has the task in hand and stands at its place."""
    user = User.objects.create_user(f"picker-{number}", password=None)
    user.groups.add(Group.objects.get(name="Warehouse"))
    WarehouseMember.objects.create(user=user, warehouse_id=task.batch.warehouse_id)
    claim_task(task_id=task.pk, actor=actor_of(user))
    if task.location is not None:
        scan_location(task_id=task.pk, scan_id=f"place-{number}", code=task.location.code, actor=actor_of(user))
    client = Client()
    client.force_login(user)
    warehouse = Warehouse.objects.get(pk=task.batch.warehouse_id)
    cookie = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"
    return Hand(cookie, f"/warehouse/{warehouse.code}/pick/{task.pk}/", task.line.order_line.sku.code)


def spent(
    hands: list[Hand], act: Callable[[http.client.HTTPConnection, Hand, int], None], address: tuple[str, int]
) -> float:
    """Milliseconds that 95 of 100 acts stay below, counted from when each was due: who is late makes others wait."""
    start = time.monotonic() + 0.5
    threads = [
        threading.Thread(target=_keep_on, args=(hand, act, address, start + EVERY_SECONDS * index / len(hands)))
        for index, hand in enumerate(hands)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    waited = [seconds for hand in hands for seconds in hand.waited]
    for hand in hands:
        hand.waited.clear()
    return statistics.quantiles(waited, n=20)[-1] * 1000


def _keep_on(
    hand: Hand, act: Callable[[http.client.HTTPConnection, Hand, int], None], address: tuple[str, int], start: float
) -> None:
    wire = http.client.HTTPConnection(*address, timeout=30)
    for number in range(math.floor(SECONDS / EVERY_SECONDS)):
        due = start + number * EVERY_SECONDS
        time.sleep(max(0.0, due - time.monotonic()))
        act(wire, hand, number)
        hand.waited.append(time.monotonic() - due)


def bare(wire: http.client.HTTPConnection) -> None:
    wire.request("GET", "/healthz")
    wire.getresponse().read()


def scan(wire: http.client.HTTPConnection, hand: Hand, scan_id: str) -> None:
    """Raises RuntimeError when the scan was not taken."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded", "Cookie": hand.cookie, "X-CSRFToken": TOKEN,
        "HX-Request": "true", "Host": "localhost",
    }  # fmt: skip
    wire.request("POST", hand.path, body=f"scan_id={scan_id[-60:]}&code={hand.code}", headers=headers)
    answer = wire.getresponse()
    told = answer.read()
    if answer.status != OK or b'data-feedback="right"' not in told:
        raise RuntimeError(f"{answer.status}: {told[:400]!r}")
