"""Every two acts on one order at once: one legal history, and who comes too late is told why."""

from collections.abc import Callable
from itertools import combinations

import pytest

from core.actors import SYSTEM
from core.audit.registry import promises
from core.audit.runner import check
from core.errors import OmsError
from orders.intake.reference import forget_reference
from orders.models import Order
from orders.services import canceling
from orders.services.canceling import cancel_lines, cancel_order, expire_order
from orders.services.confirming import confirm_order
from orders.services.holding import hold_order
from orders.services.recording.floor import record_packed, record_picked, record_release
from orders.services.recording.places import by_line
from orders.services.recording.risk import record_risk
from orders.services.recording.road import DispatchedUnit, record_dispatch
from orders.tests import factories
from orders.tests.factories import claims_of
from tests.races.crowd import all_at_once
from tests.races.rival import Rival, after, before

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], object]


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    yield factories.open_shop(skus=2, stock=20)
    forget_reference()


def acts_on(order: Order) -> dict[str, Act]:
    """What people may do with the order as it stands, each as seen before anybody acted."""
    claims = claims_of(order)
    line = next(iter(order.lines.all()))
    left = [DispatchedUnit(line_id, level_id, count) for (line_id, level_id), count in claims.items()]
    key, told = order.pk, {"order_id": order.pk, "actor": SYSTEM}
    return {
        "confirm": lambda: confirm_order(**told),
        "hold": lambda: hold_order(**told, kind="manual", reason="wait"),
        "cancel": lambda: cancel_order(**told, reason="changed mind"),
        "cancel some": lambda: cancel_lines(**told, units={line.pk: 1}, reason="fewer"),
        "expire": lambda: expire_order(**told),
        "release": lambda: record_release(**told, units=claims),
        "pick": lambda: record_picked(**told, units=claims),
        "pack": lambda: record_packed(**told, units=by_line(claims)),
        "ship": lambda: record_dispatch(**told, parcel_id=key, units=left),
    }


def ready_to_confirm(shop, units):
    order = factories.authorized_order(shop, units)
    record_risk(order_id=order.pk, score=0, verdict="pass", reason="", actor=SYSTEM)
    return Order.objects.get(pk=order.pk)


STAGES = {
    "placed": (factories.placed_order, ("confirm", "hold", "cancel", "cancel some", "expire")),
    "authorized": (ready_to_confirm, ("confirm", "hold", "cancel", "cancel some", "expire")),
    "confirmed": (factories.confirmed_order, ("hold", "cancel", "cancel some", "release")),
    "released": (factories.released_order, ("hold", "cancel", "cancel some", "release", "pick")),
    "packed": (factories.packed_order, ("hold", "cancel", "cancel some", "pack", "ship")),
}
PAIRS = [(stage, one, two) for stage, (_, names) in STAGES.items() for one, two in combinations(names, 2)]
PAIRS += [(stage, name, name) for stage, (_, names) in STAGES.items() for name in names]


# No work and no parcels stand behind what is written down here.
OF_THE_FLOOR = frozenset({"shipped_units_in_one_parcel", "lines_match_floor"})


def broken() -> set[str]:
    return {one.name for one in promises() if one.name not in OF_THE_FLOOR and check(one).violations}


def is_fair(outcome: object) -> bool:
    """Done, or refused in words."""
    return not isinstance(outcome, Exception) or (isinstance(outcome, OmsError) and bool(outcome.message))


@pytest.mark.parametrize(("stage", "one", "two"), PAIRS)
def test_two_at_once_make_one_legal_history(shop, stage, one, two):
    make, _ = STAGES[stage]
    order = make(shop, {0: 2, 1: 1})
    sound, acts = broken(), acts_on(order)

    outcomes = all_at_once([acts[one], acts[two]])

    assert [outcome for outcome in outcomes if not is_fair(outcome)] == []
    assert broken() - sound == set()


DANGEROUS = [("packed", "cancel", "ship"), ("released", "cancel", "pick"), ("confirmed", "cancel", "release")]


@pytest.mark.parametrize(("stage", "loser", "winner"), DANGEROUS)
def test_who_comes_before_the_lock_wins(shop, stage, loser, winner, monkeypatch):
    order = STAGES[stage][0](shop, {0: 2, 1: 1})
    sound, acts = broken(), acts_on(order)
    rival = Rival(acts[winner])
    before(monkeypatch, canceling, "lock_order", rival)

    (outcome,) = all_at_once([acts[loser]])
    rival.thread.join()

    assert is_fair(rival.result)
    assert is_fair(outcome)
    assert broken() - sound == set()


@pytest.mark.parametrize(("stage", "first", "second"), DANGEROUS)
def test_who_comes_after_the_lock_waits_and_sees_what_was_done(shop, stage, first, second, monkeypatch):
    order = STAGES[stage][0](shop, {0: 2, 1: 1})
    sound, acts = broken(), acts_on(order)
    rival = Rival(acts[second])
    after(monkeypatch, canceling, "lock_order", rival)

    (outcome,) = all_at_once([acts[first]])
    rival.thread.join()

    assert is_fair(rival.result)
    assert is_fair(outcome)
    assert broken() - sound == set()


def test_without_the_lock_a_canceled_order_is_confirmed(shop, monkeypatch):
    order = ready_to_confirm(shop, {0: 2})
    acts = acts_on(order)
    rival = Rival(acts["confirm"])

    def look_only(order_id: int, **_: object) -> Order:
        return Order.objects.select_related("channel").get(pk=order_id)

    monkeypatch.setattr(canceling, "lock_order", look_only)
    after(monkeypatch, canceling, "lock_order", rival)

    (outcome,) = all_at_once([acts["cancel"]])
    rival.thread.join()

    # Both were told yes on the same state of the order, or its history has the same number twice.
    assert not (is_fair(outcome) and is_fair(rival.result) and not broken())
