"""The database dies under intake: every order exactly once, whole, and nobody is promised what is not there."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from api.services.keys import make_key
from core.actors import SYSTEM
from oms.embedded.cleanroom import put_seeds_back
from oms.embedded.places import Places
from orders.intake.reference import forget_reference
from orders.tests.factories import open_shop
from tests.faults.conftest import own_places
from tests.faults.house import House
from tests.faults.intake import intake_differences
from tests.faults.proxy import Cut
from tests.faults.shoppers import Forgetful, Shoppers
from tests.faults.table import Table

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]

INVARIANT = "each order once and whole; else 503"
CUTS = {Cut.AFTER: 0.3, Cut.BEFORE: 0.2}
BLINK = 0.05
SHORT, CONTROL = range(30), range(100, 120)


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, form) -> Iterator[House]:
    """One house for all tests here; it begins with a shop that has plenty of everything."""
    with own_places() as places, django_db_blocker.unblock(), opened_house(places, seed=form.seed) as house:
        yield house


@contextmanager
def opened_house(places: Places, *, seed: int) -> Iterator[House]:
    # Nobody listens at the web server's broker: intake must not mind.
    house = House(places, environment={"REDIS_URL": f"unix://{places.sockets}/nobody.sock"}, seed=seed)
    try:
        house.key = open_with_shop(house)
        yield house
    finally:
        house.close()


def open_with_shop(house: House) -> str:
    """Open with a copy of this process's database while a shop is in it; the shop's API key."""
    forget_reference()
    try:
        shop = open_shop(stock=100_000)
        scopes = ("orders:read", "orders:write")
        _, text = make_key(channel_id=shop.channel.pk, name="Shop", scopes=scopes, actor=SYSTEM, requests_per_minute=0)
        house.open()
    finally:
        put_seeds_back()
        forget_reference()
    return text


def restarting(house: House, *, times: int) -> Callable[[Callable[[], float]], None]:
    """Immediate stop and start, spread evenly over the orders."""

    def meanwhile(share: Callable[[], float]) -> None:
        for turn in range(1, times + 1):
            while share() < turn / (times + 1):
                time.sleep(0.005)
            house.restart_at_once()

    return meanwhile


def killing(house: House, *, seed: int, killed: list[int]) -> Callable[[Callable[[], float]], None]:
    """One backend after the other, as chance will have it."""

    def meanwhile(share: Callable[[], float]) -> None:
        chance = random.Random(seed)
        while share() < 1:
            if backends := house.backends():
                killed.append(chance.choice(backends))
                house.end_backend(killed[-1])
            time.sleep(BLINK)

    return meanwhile


def differences(house: House, shop: Shoppers, wishes: range) -> dict[str, Any]:
    """Against the house's own books; no promise of theirs needs a worker to have come, none has."""
    with house.looked_into():
        return intake_differences(shop.promised, wishes=wishes)


def tell(table: Table, shop: Shoppers, fault: str, *, wishes: range, found: dict[str, Any]) -> None:
    table.add(f"{fault}; {shop.refusals[503]} × 503, slowest {shop.slowest:.1f} s", runs=len(wishes),
              invariant=INVARIANT, result=found or shop.wrong)  # fmt: skip


def nothing(share: Callable[[], float]) -> None:
    """No fault beside the cuts."""


def test_orders_come_once_and_whole_through_cuts_and_a_restart(house, form):
    shop = Shoppers(house.url, house.key)
    with house.proxy.cutting(CUTS):
        shop.order(SHORT, meanwhile=restarting(house, times=1))

    assert (differences(house, shop, SHORT), shop.wrong) == ({}, []), f"seed {form.seed}"
    assert set(house.proxy.cuts) == set(Cut)
    assert house.web.running


def test_without_keys_a_cut_after_commit_makes_doubles(house, table, form):
    shop = Forgetful(house.url, house.key)
    with house.proxy.cutting({Cut.AFTER: 0.5}):
        shop.order(CONTROL, meanwhile=nothing)

    found = differences(house, shop, CONTROL)
    table.add("control: a fresh key per repeat, cut after COMMIT", runs=len(CONTROL), invariant="must break",
              result=found.get("doubled"), bad=True)  # fmt: skip
    assert found["doubled"], f"seed {form.seed}"
    assert house.proxy.cuts[Cut.AFTER] > 0


def test_three_hundred_orders_through_immediate_restarts(long_only, house, table, form):
    wishes, shop = range(1000, 1300), Shoppers(house.url, house.key)
    shop.order(wishes, meanwhile=restarting(house, times=5))

    found = differences(house, shop, wishes)
    tell(table, shop, "5 immediate restarts under intake", wishes=wishes, found=found)
    assert (found, shop.wrong) == ({}, []), f"seed {form.seed}"
    assert shop.refusals[503] > 0


def test_three_hundred_orders_while_backends_are_killed(long_only, house, table, form):
    wishes, shop, killed = range(2000, 2300), Shoppers(house.url, house.key), []
    shop.order(wishes, meanwhile=killing(house, seed=form.seed, killed=killed))

    found = differences(house, shop, wishes)
    tell(table, shop, f"{len(killed)} backends ended under intake", wishes=wishes, found=found)
    assert (found, shop.wrong) == ({}, []), f"seed {form.seed}"
    assert shop.refusals[503] > 0


def test_four_hundred_orders_through_a_line_that_is_cut(long_only, house, table, form):
    wishes, shop = range(3000, 3400), Shoppers(house.url, house.key)
    before = Counter(house.proxy.cuts)
    with house.proxy.cutting(CUTS):
        shop.order(wishes, meanwhile=nothing)

    found = differences(house, shop, wishes)
    cuts = house.proxy.cuts - before
    words = ", ".join(f"{cuts[cut]} lines cut {cut}" for cut in Cut)
    tell(table, shop, words, wishes=wishes, found=found)
    assert (found, shop.wrong) == ({}, []), f"seed {form.seed}"
    assert shop.refusals[503] >= cuts.total()
    assert min(cuts[cut] for cut in Cut) > 0


def test_a_restart_costs_no_more_503_than_there_are_connections(long_only, house, table):
    Shoppers(house.url, house.key).order(range(4000, 4060), meanwhile=nothing)
    there, after = len(house.backends()), Shoppers(house.url, house.key)
    house.restart_at_once()
    after.order(range(4060, 4120), meanwhile=nothing)

    told = after.refusals[503]
    table.add(f"immediate restart of an idle house, {there} connections", runs=1, invariant="503 ≤ connections",
              result=told if told > there else None)  # fmt: skip
    assert (told <= there, after.wrong) == (True, [])
