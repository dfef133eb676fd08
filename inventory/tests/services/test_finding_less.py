"""The truth can always be recorded; what is missing for claims is told."""

import pytest

from core.actors import SYSTEM, Actor
from core.errors import NotPermitted
from core.models import Effect
from inventory.errors import NotEnoughUnits, WrongQuantity
from inventory.models import BinStock, LocationKind, StockLevel
from inventory.selectors.locations import special_location
from inventory.services.adjusting import adjust_stock, record_damaged, record_missing, settle_shortfall
from inventory.tests.factories import claim, stocked_level

pytestmark = pytest.mark.django_db

CAUSE = {"cause_kind": "test", "cause_reference": "t", "actor": SYSTEM}


def at(level: StockLevel, kind: LocationKind = LocationKind.RECEIVING) -> int:
    return special_location(level.warehouse_id, kind).pk


def adjust(level: StockLevel, delta: int) -> StockLevel:
    return adjust_stock(
        warehouse_id=level.warehouse_id, sku_id=level.sku_id, location_id=at(level), delta=delta, reason="count",
        actor=SYSTEM,
    )  # fmt: skip


def told_short(level: StockLevel) -> int:
    return Effect.objects.filter(task="inventory.tests.wiring.hear", payload__level_id=level.pk).count() - 1


def test_a_count_above_the_claims_tells_no_shortfall(stock_is_sound):
    level = adjust(claim(stocked_level(10), 4), -6)

    assert (level.on_hand, level.shortfall) == (4, 0)
    assert told_short(level) == 0
    assert stock_is_sound() == {}


def test_a_count_below_the_claims_becomes_a_shortfall_that_is_told_once(stock_is_sound):
    level = adjust(claim(stocked_level(10), 8), -5)

    level.refresh_from_db()
    assert (level.on_hand, level.allocated, level.shortfall) == (5, 8, 3)
    assert level.shortfall_since is not None
    assert told_short(level) == 1
    assert stock_is_sound() == {}


def test_a_shortfall_keeps_its_first_moment_while_it_grows_and_ends_when_goods_come():
    level = adjust(claim(stocked_level(10), 8), -5)
    since = StockLevel.objects.get(pk=level.pk).shortfall_since

    adjust(level, -1)
    grown = StockLevel.objects.get(pk=level.pk)
    adjust(level, 6)
    healed = StockLevel.objects.get(pk=level.pk)

    assert (grown.shortfall, grown.shortfall_since) == (4, since)
    assert (healed.shortfall, healed.shortfall_since) == (0, None)


def test_a_bin_cannot_be_counted_below_zero():
    level = stocked_level(2)

    with pytest.raises(NotEnoughUnits):
        adjust(level, -3)
    with pytest.raises(WrongQuantity):
        adjust(level, 0)


def test_adjusting_is_a_right():
    level = stocked_level(2)

    with pytest.raises(NotPermitted):
        adjust_stock(
            warehouse_id=level.warehouse_id, sku_id=level.sku_id, location_id=at(level), delta=1, reason="x",
            actor=Actor(kind="user", reference="1"),
        )  # fmt: skip


def test_missing_units_leave_the_books_with_their_claim(stock_is_sound):
    level = claim(stocked_level(10), 10)

    record_missing(level_id=level.pk, location_id=at(level), quantity=3, allocated_delta=-3, **CAUSE)

    level.refresh_from_db()
    assert (level.on_hand, level.allocated, level.shortfall) == (7, 7, 0)
    assert stock_is_sound() == {}


def test_missing_units_of_others_claims_become_a_shortfall():
    level = claim(stocked_level(10), 10)

    record_missing(level_id=level.pk, location_id=at(level), quantity=3, **CAUSE)

    assert StockLevel.objects.get(pk=level.pk).shortfall == 3
    assert told_short(level) == 1


def test_damaged_units_go_to_quarantine_and_stay_in_the_building(stock_is_sound):
    level = claim(stocked_level(10), 10)

    record_damaged(level_id=level.pk, location_id=at(level), quantity=2, allocated_delta=-2, **CAUSE)

    level.refresh_from_db()
    assert (level.on_hand, level.unavailable, level.allocated, level.shortfall) == (10, 2, 8, 0)
    assert BinStock.objects.get(location_id=at(level, LocationKind.QUARANTINE)).quantity == 2
    assert stock_is_sound() == {}


def test_damage_beyond_the_free_units_is_told():
    level = claim(stocked_level(10), 9)

    record_damaged(level_id=level.pk, location_id=at(level), quantity=3, **CAUSE)

    assert StockLevel.objects.get(pk=level.pk).shortfall == 2
    assert told_short(level) == 1


def test_a_shortfall_is_settled_once_claims_fell():
    level = adjust(claim(stocked_level(10), 8), -5)
    StockLevel.objects.filter(pk=level.pk).update(allocated=5)

    assert settle_shortfall(level_id=level.pk, actor=SYSTEM) == 0

    assert StockLevel.objects.get(pk=level.pk).shortfall_since is None


def test_units_missing_from_quarantine_were_nobodys(stock_is_sound):
    level = stocked_level(5)
    record_damaged(level_id=level.pk, location_id=at(level), quantity=4, **CAUSE)

    level = record_missing(level_id=level.pk, location_id=at(level), quantity=3, **CAUSE)

    assert (level.on_hand, level.unavailable, level.available) == (2, 2, 0)
    assert stock_is_sound() == {}
