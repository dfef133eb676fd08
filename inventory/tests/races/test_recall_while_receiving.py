"""A lot is recalled while more of it comes in: both lock level, then lot; else each waits for the other."""

import threading

import pytest
from django.db import OperationalError, connection

from core.actors import SYSTEM
from inventory.models import Lot
from inventory.services import lots, receiving
from inventory.services.lots import quarantine_lot
from inventory.services.receiving import receive_stock
from inventory.tests.factories import stocked_level

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lot(db) -> Lot:
    """Four units of a lot at the receiving place."""
    level = stocked_level(1)
    receive(level.warehouse_id, level.sku_id)
    return Lot.objects.get()


def receive(warehouse_id: int, sku_id: int) -> None:
    receive_stock(
        warehouse_id=warehouse_id, sku_id=sku_id, quantity=4, lot="L",
        cause_kind="test", cause_reference="race", actor=SYSTEM,
    )  # fmt: skip


def recall(lot: Lot) -> None:
    quarantine_lot(lot_id=lot.pk, reason="Recall", actor=SYSTEM)


def both_at_once(lot: Lot, house_id: int) -> list[str]:
    """Run both acts in connections of their own; tells what the database refused."""
    refused: list[str] = []

    def run(act, *args) -> None:
        try:
            act(*args)
        except OperationalError as error:
            refused.append(str(error))
        finally:
            connection.close()

    acts = [
        threading.Thread(target=run, args=(recall, lot)),
        threading.Thread(target=run, args=(receive, house_id, lot.sku_id)),
    ]
    for act in acts:
        act.start()
    for act in acts:
        act.join(timeout=60)
    return refused


@pytest.fixture
def moments(lot, monkeypatch) -> tuple[threading.Event, threading.Event]:
    """The receipt holds its level; the recall is under way. Only after both does the receipt ask for the lot."""
    receipt_holds_level, recall_is_under_way = threading.Event(), threading.Event()
    know, lock = receiving.know_lots, receiving.levels_for_update

    def lock_levels(keys):
        levels = lock(keys)
        receipt_holds_level.set()
        return levels

    def know_later(named):
        assert recall_is_under_way.wait(timeout=10)
        return know(named)

    monkeypatch.setattr(receiving, "levels_for_update", lock_levels)
    monkeypatch.setattr(receiving, "know_lots", know_later)
    return receipt_holds_level, recall_is_under_way


def test_the_recall_waits_for_the_receipt_and_takes_what_it_brought(lot, moments, monkeypatch):
    receipt_holds_level, recall_is_under_way = moments
    lock = lots.levels_for_update

    def lock_levels(keys):
        assert receipt_holds_level.wait(timeout=10)
        recall_is_under_way.set()
        return lock(keys)

    monkeypatch.setattr(lots, "levels_for_update", lock_levels)
    level = lot.sku.levels.get()

    assert both_at_once(lot, level.warehouse_id) == []

    level.refresh_from_db()
    assert (level.on_hand, level.unavailable) == (9, 8)


def test_with_the_lot_locked_first_one_of_them_is_thrown_out(lot, moments, monkeypatch):
    receipt_holds_level, recall_is_under_way = moments
    lock_both = lots._lock_with_levels

    def lock_lot_first(lot_id):
        lots.lock_lot(lot_id)
        assert receipt_holds_level.wait(timeout=10)
        recall_is_under_way.set()
        return lock_both(lot_id)

    monkeypatch.setattr(lots, "_lock_with_levels", lock_lot_first)

    refused = both_at_once(lot, lot.sku.levels.get().warehouse_id)

    assert len(refused) == 1
    assert "deadlock detected" in refused[0]
