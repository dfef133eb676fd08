"""The house is renewed while customers order: nobody is turned away and nothing is lost."""

import os
import signal
import threading
import time
from collections import Counter
from uuid import uuid4

import httpx
import pytest

from api.services.keys import make_key
from core.actors import SYSTEM
from oms.embedded.simulators import free_port
from orders.models import Order
from tests.faults.crew import FaultyFamily
from tests.faults.ledger import mail_differences, money_differences, open_ends
from tests.faults.test_broker import wish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault, pytest.mark.slow]

CUSTOMERS = 3
RENEWALS = 3
PAUSE_SECONDS = 0.5


class Customers:
    """Order without a break, each under a name and key of its own; what they were told is kept."""

    def __init__(self, url: str, *, key: str) -> None:
        self.url, self.key = url, key
        self.told: Counter[str] = Counter()
        self.placed: list[str] = []
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self.order) for _ in range(CUSTOMERS)]

    def __enter__(self) -> "Customers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def order(self) -> None:
        with httpx.Client(base_url=self.url, timeout=30) as client:
            while not self.is_over.is_set():
                name = uuid4().hex
                headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": name}
                try:
                    answer = client.post("/api/v1/orders", json=wish(name), headers=headers)
                except httpx.TransportError as error:
                    self.told[type(error).__name__] += 1
                    continue
                self.told[str(answer.status_code)] += 1
                if answer.status_code == httpx.codes.CREATED:
                    self.placed.append(answer.json()["number"])
                time.sleep(PAUSE_SECONDS)


@pytest.fixture
def web(world):
    """The house's own web server: two processes, renewed one by one by SIGHUP."""
    family = FaultyFamily(world.places, environment=world.environment)
    port = free_port()
    child = family.web(host="127.0.0.1", port=port)
    child.start()
    url = f"http://127.0.0.1:{port}"
    wait_for(url, child)
    yield child, url
    child.kill_group()
    child.process.wait()


def wait_for(url: str, child) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            if httpx.get(f"{url}/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < end, child.log.read_text()[-3000:]
        time.sleep(0.1)


def hands_of(child) -> set[str]:
    with open(f"/proc/{child.process.pid}/task/{child.process.pid}/children") as file:
        return set(file.read().split())


def renew_web(child) -> None:
    """Every process of the web server is another one afterwards."""
    before = hands_of(child)
    os.kill(child.process.pid, signal.SIGHUP)
    end = time.monotonic() + 60
    while hands_of(child) & before:
        assert time.monotonic() < end, child.log.read_text()[-3000:]
        time.sleep(0.1)


def wait_until_ready(world, *, starts: int) -> None:
    """Each start of the worker ends with one such word."""
    end = time.monotonic() + 60
    while world.crew.worker.log.read_text().count("ready.") < starts:
        assert time.monotonic() < end, world.crew.words()
        time.sleep(0.1)


def renew_worker(world, *, starts: int) -> None:
    """Asked to stop, it ends what it has in hand; the keeper starts the next one."""
    worker = world.crew.worker
    wait_until_ready(world, starts=starts)
    before = worker.process.pid
    worker.signal(signal.SIGTERM)
    end = time.monotonic() + 60
    while not worker.running or worker.process.pid == before:
        assert time.monotonic() < end, world.crew.words()
        world.look_after()
        time.sleep(0.1)


def test_renewing_everything_under_load_turns_nobody_away(long_only, world, web, table):
    child, url = web
    _, key = make_key(
        channel_id=world.shop.channel.pk, name="Shop", scopes=("orders:read", "orders:write"), actor=SYSTEM
    )
    world.hire()
    with Customers(url, key=key) as customers:
        for number in range(RENEWALS):
            renew_web(child)
            renew_worker(world, starts=number + 1)
    world.settle(seconds=180, until=lambda: not Order.objects.exclude(state="confirmed").exists())

    lost = set(customers.placed) - set(Order.objects.values_list("number", flat=True))
    found = {
        **{told: count for told, count in customers.told.items() if told != "201"},
        **({"lost": sorted(lost)} if lost else {}),
        **money_differences(world.outside["gateway"].url),
        **mail_differences(world.outside["mail"].url, repeats=0),
        **open_ends(),
    }
    table.add(f"web, worker renewed under load, {len(customers.placed)} orders", runs=RENEWALS,
              invariant="only 201, nothing lost", result=found)  # fmt: skip
    assert found == {}
    assert len(customers.placed) > RENEWALS * 10
