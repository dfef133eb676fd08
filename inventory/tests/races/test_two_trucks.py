"""Two docks ship the same SKU at once: the level's lock makes them queue; without it they trip over a bin."""

import threading

import pytest
from django.db import connection

from core.actors import SYSTEM
from core.audit.runner import audit
from inventory.errors import NotEnoughUnits
from inventory.models import StockLevel
from inventory.services import shipping
from inventory.services.shipping import ship_units
from inventory.tests.factories import open_warehouse, shelf, stocked_level
from tests.races.crowd import PATIENCE_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)

EACH = 12


def ship_one_by_one(level_id: int, start: threading.Barrier, failures: list[Exception]) -> None:
    try:
        start.wait(timeout=PATIENCE_SECONDS)
        for _ in range(EACH):
            try:
                ship_units(level_id=level_id, quantity=1, cause_kind="test", cause_reference="race", actor=SYSTEM)
            except NotEnoughUnits as refusal:
                failures.append(refusal)
    finally:
        connection.close()


def two_docks(level: StockLevel) -> list[Exception]:
    start, failures = threading.Barrier(2), []
    docks = [threading.Thread(target=ship_one_by_one, args=(level.pk, start, failures)) for _ in range(2)]
    for dock in docks:
        dock.start()
    for dock in docks:
        dock.join(timeout=2 * PATIENCE_SECONDS)
    return failures


def level_of_single_bins() -> StockLevel:
    """Twice ``EACH`` units, each in a bin of its own."""
    house = open_warehouse()
    level = stocked_level(1, warehouse=house, location=shelf(house, "B-0", 0))
    for number in range(1, 2 * EACH):
        stocked_level(1, warehouse=house, sku=level.sku, location=shelf(house, f"B-{number}", number))
    return level


def broken() -> dict[str, int]:
    names = ["levels_match_movements", "bins_sum_to_levels", "bins_match_movements"]
    return {finding.name: finding.violations for finding in audit(names) if finding.violations}


def test_both_docks_get_every_unit_and_the_books_agree():
    level = level_of_single_bins()

    failures = two_docks(level)

    level.refresh_from_db()
    assert failures == []
    assert level.on_hand == 0
    assert broken() == {}


def test_without_the_lock_they_reach_for_the_same_bin_but_the_books_still_agree(monkeypatch):
    level = level_of_single_bins()
    monkeypatch.setattr(shipping, "levels_for_update", lambda keys: StockLevel.objects.in_bulk(set(keys)))
    choose, both_have_chosen, dock = shipping.units_to_take, threading.Barrier(2), threading.local()

    def choose_together(*args, **kwargs):
        """Both docks have chosen their first bin, the same one, before either takes from it."""
        chosen = choose(*args, **kwargs)
        if not hasattr(dock, "has_begun"):
            dock.has_begun = True
            both_have_chosen.wait(PATIENCE_SECONDS)
        return chosen

    monkeypatch.setattr(shipping, "units_to_take", choose_together)

    failures = two_docks(level)

    level.refresh_from_db()
    assert failures
    assert level.on_hand == len(failures)
    assert broken() == {}
