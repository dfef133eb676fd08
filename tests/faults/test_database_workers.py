"""The database dies under the workers: worker and clock live on, and every effect is done in the end."""

from collections.abc import Iterator, Mapping

import httpx
import pytest
from django.db import connection

from core.actors import SYSTEM
from core.models import Effect
from oms.embedded import valkey
from orders.intake.reference import forget_reference
from orders.models import Order
from orders.services.placing import place_orders
from orders.tests.factories import Shop, open_shop
from tests.faults.crew import Crew
from tests.faults.house import House, wait_for
from tests.faults.ledger import mail_differences, money_differences, open_ends
from tests.faults.world import stranger

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault, pytest.mark.slow]

ORDERS, OUTAGES = 60, 2
# The hand whose result could not be written down takes it up again; anybody else waits for its lease, 35 s at most.
PATIENCE_SECONDS = 180


@pytest.fixture
def outside(gateway_simulator, carrier_simulator, mail_simulator) -> Mapping[str, str]:
    """What a process needs to find gateway, carrier and mail server, which are emptied."""
    for simulator in (gateway_simulator, carrier_simulator):
        httpx.delete(f"{simulator.url}/_truth")
        httpx.delete(f"{simulator.url}/_control/faults")
    httpx.delete(f"{mail_simulator.url}/messages")
    return {
        "GATEWAY_URL": gateway_simulator.url, "GATEWAY_WEBHOOK_SECRET": gateway_simulator.webhook_secret,
        "CARRIER_URL": carrier_simulator.url, "CARRIER_WEBHOOK_SECRET": carrier_simulator.webhook_secret,
        "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail_simulator.smtp_port),
    }  # fmt: skip


@pytest.fixture
def shop(transactional_db) -> Iterator[Shop]:
    forget_reference()
    yield open_shop(stock=1000)
    forget_reference()


@pytest.fixture
def house(shop, broker, places, outside, form) -> Iterator[House]:
    house = House(places, environment={**outside, "REDIS_URL": valkey.redis_url(places)}, seed=form.seed)
    try:
        house.open()
        yield house
    finally:
        house.close()


@pytest.fixture
def crew(house, places) -> Iterator[Crew]:
    crew = Crew(places, environment=house.environment)
    crew.start()
    yield crew
    crew.stop()


def outage(house: House, crew: Crew) -> None:
    """The database is away until the worker has noticed, then it is there again."""
    complaints = crew.worker.log.read_text().count("OperationalError")
    house.stop_database_at_once()
    wait_for(lambda: crew.worker.log.read_text().count("OperationalError") > complaints, seconds=30, told=crew.words)
    house.start_database()
    connection.close()  # this process's own was lost as well


def all_done() -> bool:
    under_way = Effect.objects.filter(state__in=["due", "claimed"]).exists()
    return not under_way and not Order.objects.exclude(state="confirmed").exists()


def test_worker_and_clock_outlive_the_database_and_go_on(
    long_only, house, crew, shop, gateway_simulator, mail_simulator, table, form
):
    (beat,) = crew.beats
    processes = (crew.worker.process, beat.process)
    with house.looked_into():
        for _ in range(OUTAGES):
            place_orders([shop.request({0: 1}, customer=stranger()) for _ in range(ORDERS)], actor=SYSTEM)
            wait_for(Effect.objects.filter(state="done").exists, seconds=60, told=crew.words)
            outage(house, crew)
        wait_for(all_done, seconds=PATIENCE_SECONDS, told=crew.words)
        found = {
            **money_differences(gateway_simulator.url),
            **mail_differences(mail_simulator.url, repeats=OUTAGES * 2),
            **open_ends(),
        }

    table.add(f"{OUTAGES} outages under the workers, {OUTAGES * ORDERS} orders", runs=OUTAGES,
              invariant="truth log = books, nobody restarted", result=found)  # fmt: skip
    assert found == {}, f"seed {form.seed}"
    assert crew.worker.running
    assert beat.running
    assert (crew.worker.process, beat.process) == processes
