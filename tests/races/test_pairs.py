"""Every two acts on one order at once: one legal history, and who comes too late is told who was first.

All races run over the whole house on real connections: the services of every floor, the real wiring. An
act is prepared on the order as somebody saw it; then the other one acts just before, or just after, its
first lock, or both run free.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement, product
from typing import Any

import pytest

from core.errors import OmsError
from orders.models import Order
from payments.models import Payment
from tests.faults.table import Table
from tests.races.acts import ACTS, ON_A_ROW_OF_ITS_OWN, POSSIBLE, chance_of, prepare
from tests.races.books import breaks_in_history, broken_promises
from tests.races.hands import Hand, at_once
from tests.races.rival import Rival, after, before
from tests.races.stages import NAMES, person

ADA, BOB = NAMES


pytestmark = pytest.mark.fault


def pairs(every: Callable[..., Any], how_many_possible: set[int]) -> list[Any]:
    """Two acts at every stage, by how many of the two can be done there."""
    return [
        pytest.param(stage, one, two, id=f"{stage}: {one} vs {two}")
        for stage, possible in POSSIBLE.items()
        for one, two in every(ACTS)
        if (one in possible) + (two in possible) in how_many_possible
    ]


def comes_to_a_lock(stage: str, act: str) -> bool:
    return act in POSSIBLE[stage] or act not in ON_A_ROW_OF_ITS_OWN


def ordered(acts: Any) -> Any:
    return product(acts, repeat=2)


def unordered(acts: Any) -> Any:
    return combinations_with_replacement(acts, 2)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let in at the exact line, or free: two possible acts always, one that is not possible in the long form."""
    how_many = {1, 2} if metafunc.config.getoption("long", False) else {2}
    if "one" in metafunc.fixturenames:
        metafunc.parametrize(("stage", "one", "two"), pairs(unordered, how_many))
    if "rival" in metafunc.fixturenames:
        races = pairs(ordered, how_many)
        metafunc.parametrize(("stage", "act", "rival"), [race for race in races if comes_to_a_lock(*race.values[:2])])


@dataclass
class Tally:
    ran: int = 0
    held: int = 0


@pytest.fixture(scope="module")
def tally(table: Table) -> Iterator[Tally]:
    """How many races were run, and after how many the order was as legal as before: one row of the table."""
    tally = Tally()
    yield tally
    left = {"broken": tally.ran - tally.held} if tally.ran != tally.held else {}
    table.add("every two of eleven acts on one order", runs=tally.ran, result=left,
              invariant="one legal history, the loser is told who won")  # fmt: skip


def is_done(outcome: Any) -> bool:
    return not isinstance(outcome, Exception)


def ensure_legal(order: Order, outcomes: list[Any]) -> None:
    unfair = [one for one in outcomes if not is_done(one) and not (isinstance(one, OmsError) and one.message)]
    assert unfair == []
    assert breaks_in_history(order.pk) == []
    assert broken_promises() == {}


def ensure_told(stage: str, winner: str, name: str, loser: str, outcome: Any) -> None:
    """Whom the other one made too late hears of what happened and of who did it."""
    if loser in POSSIBLE[stage]:
        assert isinstance(outcome, OmsError)
        assert f"{ACTS[winner].words} by {name} at " in outcome.message


def ensure_in_turn(order: Order, stage: str, first: tuple[str, str, Any], then: tuple[str, str, Any]) -> None:
    """Exactly what would have come of it had the second one not begun before the first was done."""
    act, name, outcome = first
    later, _, late_outcome = then
    assert (is_done(outcome), is_done(late_outcome)) == chance_of(stage, act, later)
    if is_done(outcome) and not is_done(late_outcome):
        ensure_told(stage, act, name, later, late_outcome)
    ensure_legal(order, [outcome, late_outcome])


def injected(
    inject: Callable[..., None], hands: list[Hand], order: Order, act: str, rival_act: str,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Any, Any]:  # fmt: skip
    """Ada's act and Bob's, who is let in at the call that takes Ada's first lock."""
    rival = Rival(hands[1], prepare(rival_act, order, person(BOB)))
    mine = prepare(act, order, person(ADA))
    inject(monkeypatch, ACTS[act].place, ACTS[act].lock, rival)
    outcome = hands[0].start(mine).result(20)
    return outcome, rival.result


def test_a_rival_just_before_the_lock_was_first(order_at, hands, monkeypatch, tally, stage, act, rival):
    tally.ran += 1
    order = order_at(stage)

    mine, other = injected(before, hands, order, act, rival, monkeypatch)

    ensure_in_turn(order, stage, (rival, BOB, other), (act, ADA, mine))
    tally.held += 1


def test_a_rival_just_after_the_lock_waits_and_was_second(order_at, hands, monkeypatch, tally, stage, act, rival):
    tally.ran += 1
    order = order_at(stage)

    mine, other = injected(after, hands, order, act, rival, monkeypatch)

    ensure_in_turn(order, stage, (act, ADA, mine), (rival, BOB, other))
    tally.held += 1


def test_two_at_once_make_one_legal_history(order_at, hands, tally, stage, one, two):
    tally.ran += 1
    order = order_at(stage)
    acts = [prepare(one, order, person(ADA)), prepare(two, order, person(BOB))]

    mine, other = at_once(hands, acts)

    done = (is_done(mine), is_done(other))
    assert done in (chance_of(stage, one, two), chance_of(stage, two, one)[::-1])
    if done == (True, False):
        ensure_told(stage, one, ADA, two, other)
    if done == (False, True):
        ensure_told(stage, two, BOB, one, mine)
    ensure_legal(order, [mine, other])
    tally.held += 1


def look_at_order(order_id: int, *, expected_version: int | None = None) -> Order:
    """What a lock would give, without the lock."""
    return Order.objects.select_related("channel").get(pk=order_id)


def look_at_payments(order_id: int) -> tuple[Order, list[Payment]]:
    return look_at_order(order_id), list(Payment.objects.filter(order_id=order_id).order_by("pk"))


CONTROLS = [
    ("nothing due", "cancel", "confirm", look_at_order),
    ("nothing due", "expire", "confirm", look_at_order),
    ("nothing due", "confirm", "cancel", look_at_order),
    ("confirmed", "cancel", "release", look_at_order),
    ("released", "hold", "cancel", look_at_order),
    ("released", "edit address", "cancel", look_at_order),
    ("under way", "refund", "refund", look_at_payments),
]


@pytest.mark.parametrize(
    ("stage", "first", "second", "look"), CONTROLS, ids=[f"{stage}: {a} vs {b}" for stage, a, b, _ in CONTROLS]
)
def test_without_the_lock_the_race_shows(order_at, hands, monkeypatch, stage, first, second, look):
    order = order_at(stage)
    monkeypatch.setattr(ACTS[first].place, ACTS[first].lock, look)

    mine, other = injected(after, hands, order, first, second, monkeypatch)

    with pytest.raises(AssertionError):
        ensure_in_turn(order, stage, (first, ADA, mine), (second, BOB, other))
    with pytest.raises(AssertionError):
        ensure_in_turn(order, stage, (second, BOB, other), (first, ADA, mine))
