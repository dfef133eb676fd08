"""The three ways of deciding side by side: as it was decided, by the present rules, by the draft."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from orders.intake.reference import Reference
from orders.models import SourcingTrial, TrialOrder
from orders.replay.books import Books, changes, opening
from orders.replay.deciding import Decider, Side
from orders.replay.past import PastOrder, last_moment

SIDES = ("decided", "present", "draft")
_NOTHING = {"parcels": 0, "splits": 0, "waits": 0, "days": 0, "promised": 0, "cost": "0", "costed": 0}


def no_totals() -> dict[str, dict[str, Any]]:
    """What a trial begins with."""
    return {side: dict(_NOTHING) for side in SIDES}


def replay(trial: SourcingTrial, past: Sequence[PastOrder], known: Reference) -> list[TrialOrder]:
    """Decide the orders once more by the present rules and by the draft; rows of those that differ.

    Changes the trial's books and figures; the caller saves it.
    """
    houses = [house.pk for house in known.warehouses_for(trial.channel)]
    if trial.reached_at is None:
        free = Books(opening(channel_id=trial.channel_id, since=trial.since, until=trial.until, houses=houses)).dump()
        trial.books = {"present": free, "draft": dict(free)}
    books = {name: Books.load(kept) for name, kept in trial.books.items()}
    skus = sorted({sku for sku, _ in books["draft"].free})
    pending = changes(
        channel_id=trial.channel_id,
        skus=skus,
        houses=houses,
        after=trial.reached_at or trial.since,
        upto=last_moment(past),
    )
    deciders = {
        "present": Decider(known, trial.channel, trial.present),
        "draft": Decider(known, trial.channel, trial.strategies, trial.max_sources),
    }
    rows = []
    for one in past:
        _happen(pending, one.order.placed_at, books)
        sides = {name: decider.decide(one, books[name]) for name, decider in deciders.items()}
        sides["decided"] = deciders["present"].side_of(
            one, sorted(one.gave), sorted(one.owes), promise_on=one.promise_on
        )
        if (row := _compared(trial, one, sides)) is not None:
            rows.append(row)
    _happen(pending, None, books)
    trial.books = {name: kept.dump() for name, kept in books.items()}
    return rows


def _happen(
    pending: list[tuple[datetime, tuple[int, int], int]], upto: datetime | None, books: dict[str, Books]
) -> None:
    """What came or went before a moment (None: all that is left), in both books."""
    while pending and (upto is None or pending[0][0] <= upto):
        _, pair, units = pending.pop(0)
        for each in books.values():
            each.change(pair, units)


def _compared(trial: SourcingTrial, one: PastOrder, sides: dict[str, Side]) -> TrialOrder | None:
    """Count the order; its row when the draft decides otherwise than was decided."""
    decided, draft = sides["decided"], sides["draft"]
    if not decided.warehouses:
        # Nothing of it was ever sourced: canceled before, or not tracked.
        return None
    is_costed = all(side.cost is not None for side in sides.values())
    for name, side in sides.items():
        _add(trial.totals[name], side, one, is_costed=is_costed)
    trial.faithful += sides["present"].warehouses == decided.warehouses
    if draft.warehouses == decided.warehouses and draft.parcels == decided.parcels:
        return None
    trial.differing += 1
    later = (draft.promise_on - decided.promise_on).days if draft.promise_on and decided.promise_on else 0
    return TrialOrder(
        trial=trial, order=one.order, decided=decided.as_data(), draft=draft.as_data(),
        parcels_more=draft.parcels - decided.parcels, days_later=later,
    )  # fmt: skip


def _add(totals: dict[str, Any], side: Side, one: PastOrder, *, is_costed: bool) -> None:
    totals["parcels"] += side.parcels
    totals["splits"] += side.parcels > 1
    totals["waits"] += side.waits
    if side.promise_on and one.order.placed_at:
        totals["days"] += (side.promise_on - one.order.placed_at.date()).days
        totals["promised"] += 1
    if is_costed and side.cost is not None:
        totals["cost"] = str(Decimal(totals["cost"]) + side.cost)
        totals["costed"] += 1
