"""Goods between two buildings: never in both, never in neither without a word."""

from datetime import date

import pytest

from core.actors import SYSTEM, Actor
from core.audit.runner import audit
from core.errors import InvalidInput, MoveRefused, NotPermitted
from inventory.errors import NotAvailable, SupplyNotFound
from inventory.models import BinStock, Lot, StockLevel, StockMovement, Supply
from inventory.selectors.availability import availability
from inventory.selectors.road import lots_on_the_road
from inventory.services.receiving import receive_stock, receive_supply
from inventory.services.supplies import cancel_supply, close_supply, create_supply
from inventory.services.transferring import create_transfer, record_lost, send_transfer
from inventory.tests.factories import claim, open_warehouse, shelf, stocked_level

pytestmark = pytest.mark.django_db


def transfer(level: StockLevel, units: int, **options) -> Supply:
    return create_transfer(
        origin_id=level.warehouse_id, warehouse_id=open_warehouse().pk, units={level.sku_id: units}, actor=SYSTEM,
        **options,
    )  # fmt: skip


def on_hand(supply: Supply) -> tuple[int, int]:
    """Units at the origin and at the other end."""
    (sku_id,) = supply.lines.values_list("sku_id", flat=True)
    levels = dict(StockLevel.objects.filter(sku_id=sku_id).values_list("warehouse_id", "on_hand"))
    return levels[supply.origin_id], levels.get(supply.warehouse_id, 0)


@pytest.fixture
def sound(stock_is_sound):
    return lambda: stock_is_sound() == {} and not any(found.violations for found in audit(["transfers_add_up"]))


def test_a_draft_moves_nothing_and_is_not_counted_on():
    level = stocked_level(10)

    supply = transfer(level, 4, expected_on=date(2030, 1, 2))

    assert (supply.state, supply.kind, on_hand(supply)) == ("draft", "transfer", (10, 0))
    assert [row.expected_on for row in availability([level.sku_id])[level.sku_id]] == [None]


def test_sent_units_leave_the_origin_and_are_expected_at_the_other_end(sound):
    level = stocked_level(10)
    supply = transfer(level, 4, expected_on=date(2030, 1, 2))
    receive_stock(
        warehouse_id=supply.warehouse_id, sku_id=level.sku_id, quantity=1, cause_kind="t", cause_reference="t",
        actor=SYSTEM,
    )  # fmt: skip

    supply = send_transfer(supply_id=supply.pk, actor=SYSTEM)

    assert (supply.state, on_hand(supply)) == ("in_transit", (6, 1))
    days = {row.warehouse_id: row.expected_on for row in availability([level.sku_id])[level.sku_id]}
    assert days == {level.warehouse_id: None, supply.warehouse_id: date(2030, 1, 2)}
    assert sound()


def test_what_arrives_in_parts_and_what_is_lost_closes_the_transfer(sound):
    supply = transfer(stocked_level(10), 6)
    send_transfer(supply_id=supply.pk, actor=SYSTEM)
    line = supply.lines.get()

    supply = receive_supply(supply_id=supply.pk, units={line.pk: 4}, actor=SYSTEM)
    assert (supply.state, on_hand(supply)) == ("in_transit", (4, 4))
    supply = record_lost(supply_id=supply.pk, units={line.pk: 2}, actor=SYSTEM, reason="The lorry burned.")

    line.refresh_from_db()
    assert (supply.state, supply.note, line.received, line.lost) == ("received", "The lorry burned.", 4, 2)
    assert on_hand(supply) == (4, 4)
    assert sound()


def test_units_that_somebody_claims_are_not_sent():
    level = claim(stocked_level(10), 7)
    supply = transfer(level, 4)

    with pytest.raises(NotAvailable) as refusal:
        send_transfer(supply_id=supply.pk, actor=SYSTEM)

    assert refusal.value.context["available"] == 3
    assert on_hand(supply) == (10, 0)
    assert Supply.objects.get(pk=supply.pk).state == "draft"


def test_lots_travel_with_their_units_first_to_expire_first(sound):
    house = open_warehouse()
    level = stocked_level(2, warehouse=house, location=shelf(house, "A-1"))
    for lot, day in (("late", date(2031, 1, 1)), ("soon", date(2030, 1, 1))):
        Lot.objects.create(sku=level.sku, code=lot, expires_on=day)
        receive_stock(
            warehouse_id=house.pk, sku_id=level.sku_id, quantity=3, lot=lot, location_id=shelf(house, lot).pk,
            cause_kind="t", cause_reference="t", actor=SYSTEM,
        )  # fmt: skip
    supply = transfer(level, 5)

    send_transfer(supply_id=supply.pk, actor=SYSTEM)
    assert lots_on_the_road(supply) == {level.sku_id: [("soon", 3), ("late", 2)]}
    receive_supply(supply_id=supply.pk, units={supply.lines.get().pk: 4}, actor=SYSTEM)

    there = BinStock.objects.filter(location__warehouse=supply.warehouse_id, quantity__gt=0)
    assert dict(there.values_list("lot", "quantity")) == {"soon": 3, "late": 1}
    assert lots_on_the_road(supply) == {level.sku_id: [("late", 1)]}
    assert sound()


def test_a_transfer_on_the_road_is_neither_canceled_nor_closed():
    supply = transfer(stocked_level(10), 6)
    send_transfer(supply_id=supply.pk, actor=SYSTEM)

    with pytest.raises(MoveRefused):
        cancel_supply(supply_id=supply.pk, actor=SYSTEM)
    with pytest.raises(MoveRefused) as refusal:
        close_supply(supply_id=supply.pk, actor=SYSTEM)

    assert refusal.value.blockers[0].code == "on_the_road"


def test_a_transfer_is_sent_once():
    supply = transfer(stocked_level(10), 3)
    send_transfer(supply_id=supply.pk, actor=SYSTEM)

    with pytest.raises(MoveRefused):
        send_transfer(supply_id=supply.pk, actor=SYSTEM)

    assert on_hand(supply) == (7, 0)
    assert StockMovement.objects.filter(kind="transfer_out").count() == 1


def test_what_makes_no_sense_is_refused():
    level = stocked_level(10)
    house = level.warehouse_id
    purchase = create_supply(warehouse_id=house, supplier="S", units={level.sku_id: 1}, actor=SYSTEM)
    supply = transfer(level, 3)
    send_transfer(supply_id=supply.pk, actor=SYSTEM)
    line = supply.lines.get()

    with pytest.raises(InvalidInput):
        create_transfer(origin_id=house, warehouse_id=house, units={level.sku_id: 1}, actor=SYSTEM)
    with pytest.raises(InvalidInput):
        create_transfer(origin_id=house, warehouse_id=open_warehouse().pk, units={}, actor=SYSTEM)
    with pytest.raises(InvalidInput):
        record_lost(supply_id=supply.pk, units={line.pk: 4}, actor=SYSTEM, reason="gone")
    with pytest.raises(InvalidInput):
        record_lost(supply_id=supply.pk, units={line.pk: 1}, actor=SYSTEM)
    with pytest.raises(SupplyNotFound):
        record_lost(supply_id=purchase.pk, units={purchase.lines.get().pk: 1}, actor=SYSTEM, reason="gone")
    with pytest.raises(NotPermitted):
        send_transfer(supply_id=transfer(level, 1).pk, actor=Actor(kind="user", reference="1"))
