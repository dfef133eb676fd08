"""First expired, first out; a quarantined lot is in nobody's reach and comes back as it went."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, NotPermitted
from core.models import Effect
from inventory.models import BinStock, LocationKind, Lot, StockLevel
from inventory.selectors.bins import bins_for_pick
from inventory.selectors.locations import special_location
from inventory.services import lots
from inventory.services.adjusting import record_damaged
from inventory.services.lots import quarantine_lot, release_lot
from inventory.services.receiving import receive_stock
from inventory.tasks import sweep_lots
from inventory.tests.factories import claim, open_warehouse, shelf, stocked_level

pytestmark = pytest.mark.django_db


@pytest.fixture
def level(db) -> StockLevel:
    """Five units without a lot on the first shelf."""
    house = open_warehouse()
    return stocked_level(5, warehouse=house, location=shelf(house, "A-1", 1))


def receive(level: StockLevel, units: int, lot: str, expires_on: date | None = None) -> Lot:
    place = shelf(level.warehouse, f"bin-{lot}-{units}", 9)
    receive_stock(
        warehouse_id=level.warehouse_id, sku_id=level.sku_id, quantity=units, lot=lot, location_id=place.pk,
        expires_on=expires_on, cause_kind="t", cause_reference="t", actor=SYSTEM,
    )  # fmt: skip
    return Lot.objects.get(code=lot)


def figures(level: StockLevel) -> tuple[int, int, int]:
    level.refresh_from_db()
    return level.on_hand, level.unavailable, level.available


def kinds(lot: str) -> dict[str, int]:
    held = BinStock.objects.filter(lot=lot, quantity__gt=0)
    return dict(held.values_list("location__kind", "quantity"))


def test_what_expires_first_is_picked_first_wherever_it_lies(level):
    receive(level, 3, "late", date(2032, 1, 1))
    receive(level, 3, "soon", date(2031, 1, 1))

    assert [place.lot for place in bins_for_pick([level.pk])[level.pk]] == ["soon", "late", ""]


def test_a_lot_is_known_with_its_day_once_it_came_in(level):
    receive(level, 1, "L", None)
    lot = receive(level, 2, "L", date(2031, 1, 1))

    assert (lot.expires_on, Lot.objects.count()) == (date(2031, 1, 1), 1)


def test_a_quarantined_lot_is_unavailable_and_comes_back(level, stock_is_sound):
    lot = receive(level, 4, "L")

    quarantine_lot(lot_id=lot.pk, reason="Smells", actor=SYSTEM)
    assert figures(level) == (9, 4, 5)
    assert kinds("L") == {"quarantine": 4}
    Effect.objects.all().delete()
    lot = release_lot(lot_id=lot.pk, actor=SYSTEM)

    assert (figures(level), lot.quarantined_at) == ((9, 0, 9), None)
    assert kinds("L") == {"shelf": 4}
    assert Effect.objects.get().payload["level_id"] == level.pk
    assert stock_is_sound() == {}


def test_orders_that_were_promised_the_lot_are_short_of_it(level):
    lot = receive(level, 4, "L")
    claim(level, 8)
    Effect.objects.all().delete()

    quarantine_lot(lot_id=lot.pk, reason="Recall", actor=SYSTEM)

    level.refresh_from_db()
    assert level.shortfall == 3
    assert Effect.objects.get().payload["level_id"] == level.pk


def test_more_of_a_quarantined_lot_goes_straight_to_quarantine(level, stock_is_sound):
    lot = receive(level, 4, "L")
    quarantine_lot(lot_id=lot.pk, reason="Recall", actor=SYSTEM)

    receive(level, 2, "L")

    assert figures(level) == (11, 6, 5)
    assert kinds("L") == {"quarantine": 6}
    assert stock_is_sound() == {}


def test_what_came_while_the_lot_was_barred_comes_back_with_it_every_time(level, stock_is_sound):
    lot = receive(level, 4, "L")
    quarantine_lot(lot_id=lot.pk, reason="Recall", actor=SYSTEM)
    receive(level, 2, "L")
    for _ in range(2):
        release_lot(lot_id=lot.pk, actor=SYSTEM)
        assert (figures(level), kinds("L")) == ((11, 0, 11), {"shelf": 6})
        quarantine_lot(lot_id=lot.pk, reason="Recall", actor=SYSTEM)
        assert (figures(level), kinds("L")) == ((11, 6, 5), {"quarantine": 6})

    assert stock_is_sound() == {}


def test_units_received_into_quarantine_are_unavailable_and_no_release_takes_them_out(level):
    lot = receive(level, 4, "L")
    aside = special_location(level.warehouse_id, LocationKind.QUARANTINE)
    cause = {"lot": "L", "location_id": aside.pk, "cause_kind": "t", "cause_reference": "t", "actor": SYSTEM}
    receive_stock(warehouse_id=level.warehouse_id, sku_id=level.sku_id, quantity=2, **cause)
    assert figures(level) == (11, 2, 9)
    quarantine_lot(lot_id=lot.pk, reason="Recall", actor=SYSTEM)
    receive_stock(warehouse_id=level.warehouse_id, sku_id=level.sku_id, quantity=1, **cause)

    release_lot(lot_id=lot.pk, actor=SYSTEM)

    assert (figures(level), kinds("L")) == ((12, 3, 9), {"quarantine": 3, "shelf": 4})


def test_damaged_units_of_a_lot_stay_in_quarantine(level):
    lot = receive(level, 4, "L")
    place = BinStock.objects.get(lot="L").location_id
    record_damaged(level_id=level.pk, location_id=place, quantity=1, cause_kind="t", cause_reference="t", actor=SYSTEM)
    quarantine_lot(lot_id=lot.pk, reason="Recall", actor=SYSTEM)

    release_lot(lot_id=lot.pk, actor=SYSTEM)

    assert figures(level) == (9, 1, 8)
    assert kinds("L") == {"quarantine": 1, "shelf": 3}


def test_quarantining_twice_moves_once(level):
    lot = receive(level, 4, "L")
    for _ in range(2):
        quarantine_lot(lot_id=lot.pk, reason="Recall", actor=SYSTEM)

    assert figures(level) == (9, 4, 5)


def test_the_sweep_takes_what_is_past_its_day_and_nothing_else(level):
    yesterday = timezone.now().date() - timedelta(days=1)
    receive(level, 4, "old", yesterday)
    receive(level, 2, "good", yesterday + timedelta(days=9))

    sweep_lots()
    sweep_lots()

    assert figures(level) == (11, 4, 7)
    assert kinds("old") == {"quarantine": 4}
    with pytest.raises(InvalidInput):
        release_lot(lot_id=Lot.objects.get(code="old").pk, actor=SYSTEM)


def test_lots_that_lie_in_quarantine_already_do_not_keep_the_sweep_from_the_next_one(level, monkeypatch):
    monkeypatch.setattr(lots, "LOTS_PER_RUN", 1)
    yesterday = timezone.now().date() - timedelta(days=1)
    receive(level, 4, "first", yesterday)
    assert lots.quarantine_expired_lots(today=timezone.now().date()) == 1
    receive(level, 2, "second", yesterday)

    assert lots.quarantine_expired_lots(today=timezone.now().date()) == 1
    assert kinds("second") == {"quarantine": 2}
    assert lots.quarantine_expired_lots(today=timezone.now().date()) == 0


def test_one_lot_that_is_refused_leaves_the_others(level, monkeypatch):
    """The books of the first lot claim one unit more than its shelf holds."""
    monkeypatch.setattr(lots, "LOTS_PER_RUN", 1)
    yesterday = timezone.now().date() - timedelta(days=1)
    stuck = receive(level, 4, "stuck", yesterday)
    receive(level, 2, "next", yesterday)
    carry = lots._carry

    def carry_more(level, source_id, target_id, lot, units):
        return carry(level, source_id, target_id, lot, units + (lot == stuck.code))

    monkeypatch.setattr(lots, "_carry", carry_more)

    assert lots.quarantine_expired_lots(today=timezone.now().date()) == 1
    stuck.refresh_from_db()
    assert stuck.quarantined_at is None
    assert (kinds("stuck"), kinds("next")) == ({"shelf": 4}, {"quarantine": 2})


def test_what_makes_no_sense_is_refused(level):
    lot = receive(level, 4, "L")

    with pytest.raises(InvalidInput):
        release_lot(lot_id=lot.pk, actor=SYSTEM)
    with pytest.raises(InvalidInput):
        quarantine_lot(lot_id=lot.pk, reason=" ", actor=SYSTEM)
    with pytest.raises(NotPermitted):
        quarantine_lot(lot_id=lot.pk, reason="x", actor=Actor(kind="user", reference="1"))
