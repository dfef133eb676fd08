"""Which warehouses are asked for an order, and why the others are not: pure decisions by a channel's rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from orders.models import Strategy

DEFAULT_RULES = (Strategy.COMPLETE_FROM_ONE, Strategy.PRIORITY)
# Above these nobody weighs every combination; the greedy choice is as good as its ranking.
MOST_WEIGHED, LARGEST_GROUP = 8, 4

# Units that a group of warehouses cannot give of what is wanted.
Missing = Callable[[Sequence[int]], int]


@dataclass(frozen=True, slots=True)
class Source:
    """A warehouse that may be asked; what is not known of it stays None and ranks last."""

    warehouse_id: int
    code: str
    priority: int = 0
    distance_km: int | None = None
    parcel_cost: Decimal | None = None
    load: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A channel's rules in order, and how many buildings one order may be taken from (None: any number)."""

    strategies: Sequence[str] = DEFAULT_RULES
    max_sources: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The warehouses to take from, in order; every candidate with why it was or was not taken."""

    asked: list[int]
    reason: str
    candidates: list[dict[str, Any]]


_LAST = Decimal("Infinity")


def _known(value: Decimal | int | None) -> Decimal:
    return _LAST if value is None else Decimal(value)


_KEYS: Mapping[str, Callable[[Source], Decimal]] = {
    Strategy.PRIORITY: lambda source: Decimal(source.priority),
    Strategy.DISTANCE: lambda source: _known(source.distance_km),
    Strategy.COST: lambda source: _known(source.parcel_cost),
    Strategy.CAPACITY: lambda source: _known(source.load),
}


def rank(sources: Sequence[Source], strategies: Sequence[str]) -> list[Source]:
    """The sources in the order the rules prefer them; priority and key settle what the rules leave open."""
    keys = [_KEYS[strategy] for strategy in strategies if strategy in _KEYS]
    return sorted(sources, key=lambda one: (*(key(one) for key in keys), one.priority, one.warehouse_id))


def choose(sources: Sequence[Source], policy: Policy, missing: Missing) -> Choice:
    """Whom to ask. ``missing`` tells how many units a group of warehouses cannot give.

    One that has everything is preferred where the rules say so (or only one may be asked); then the
    smallest group that has everything; then all in their rank, at most ``max_sources`` of them.
    """
    ranked = rank(sources, policy.strategies)
    lacks = {one.warehouse_id: missing([one.warehouse_id]) for one in ranked}
    ids = [one.warehouse_id for one in ranked]
    wants_whole = policy.max_sources == 1 or {Strategy.COMPLETE_FROM_ONE, Strategy.FEWEST_PARCELS} & set(
        policy.strategies
    )
    whole = next((pk for pk in ids if lacks[pk] == 0), None) if wants_whole else None
    if whole is not None:
        asked, reason = [whole], "complete from one"
    elif Strategy.FEWEST_PARCELS in policy.strategies and (group := _smallest_group(ids, policy, missing)):
        asked, reason = list(group), f"fewest parcels: {len(group)}"
    else:
        asked, reason = ids, _ranking_name(policy.strategies)
    if policy.max_sources is not None and len(asked) > policy.max_sources:
        asked = _best_few(ids, policy.max_sources, missing)
        reason = f"{reason}, at most {policy.max_sources}"
    return Choice(asked, reason, [_candidate(one, place, lacks, asked, ranked) for place, one in enumerate(ranked, 1)])


def _smallest_group(ids: Sequence[int], policy: Policy, missing: Missing) -> Sequence[int]:
    weighed = ids[:MOST_WEIGHED]
    largest = min(policy.max_sources or LARGEST_GROUP, LARGEST_GROUP, len(weighed))
    for size in range(2, largest + 1):
        for group in combinations(weighed, size):
            if missing(group) == 0:
                return group
    return ()


def _best_few(ids: Sequence[int], limit: int, missing: Missing) -> list[int]:
    """At most ``limit`` warehouses that leave least missing, one after the other; ties by rank."""
    chosen: list[int] = []
    for _ in range(limit):
        rest = [pk for pk in ids if pk not in chosen]
        before = missing(chosen) if chosen else None
        best = min(rest, key=lambda pk: missing([*chosen, pk]), default=None)
        if best is None or (before is not None and missing([*chosen, best]) == before):
            break
        chosen.append(best)
    return chosen


def _ranking_name(strategies: Sequence[str]) -> str:
    first = next((strategy for strategy in strategies if strategy in _KEYS), Strategy.PRIORITY)
    return f"by {Strategy(first).name.lower()}"


def _candidate(
    one: Source, place: int, lacks: Mapping[int, int], asked: Sequence[int], ranked: Sequence[Source]
) -> dict[str, Any]:
    facts: dict[str, Any] = {"warehouse": one.warehouse_id, "code": one.code, "missing": lacks[one.warehouse_id]}
    shown = {"distance_km": one.distance_km, "parcel_cost": one.parcel_cost, "load": one.load}
    facts |= {name: str(value) for name, value in shown.items() if value is not None}
    is_chosen = one.warehouse_id in asked
    return {**facts, "chosen": is_chosen, "why": _why(one, place, lacks, asked, ranked)}


def _why(one: Source, place: int, lacks: Mapping[int, int], asked: Sequence[int], ranked: Sequence[Source]) -> str:
    short = lacks[one.warehouse_id]
    if one.warehouse_id in asked:
        return "has everything" if short == 0 else f"number {place} by the rules, {short} units missing"
    winner = next(other for other in ranked if other.warehouse_id == asked[0])
    if short == 0:
        return f"has everything, but {winner.code} comes first by the rules"
    return f"{short} units missing" if lacks[asked[0]] == 0 else f"{short} units missing, the split limit is reached"
