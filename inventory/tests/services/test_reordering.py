"""What falls to its point is ordered once; what may stand in for it is offered, never taken."""

from datetime import date

import pytest

from catalog.models import Substitute
from catalog.tests.factories import SkuFactory
from core.actors import SYSTEM, Actor
from core.errors import NotPermitted
from inventory.models import ReorderRule, StockLevel, Supply, SupplyLine
from inventory.selectors.reordering import levels_owed_without_rule, levels_to_reorder
from inventory.selectors.substitutes import substitutes_for
from inventory.services.reordering import order_supplies
from inventory.services.supplies import create_supply
from inventory.tests.factories import claim, open_warehouse, stocked_level

pytestmark = pytest.mark.django_db
TODAY = date(2030, 1, 1)


def rule_for(level: StockLevel, point: int = 5, up_to: int = 20, **options) -> ReorderRule:
    return ReorderRule.objects.create(
        sku=level.sku, warehouse=level.warehouse, reorder_point=point, order_up_to=up_to,
        **{"supplier": "Acme", **options},
    )  # fmt: skip


def test_a_level_at_its_point_is_listed_with_what_to_order():
    low, enough = stocked_level(8), stocked_level(6)
    claim(low, 4)
    rule_for(low)
    rule_for(enough)

    (row,) = levels_to_reorder()

    assert (row.sku_code, row.projected, row.quantity) == (low.sku.code, 4, 16)


def test_a_sku_that_was_never_there_is_listed_and_an_inactive_rule_is_not():
    ReorderRule.objects.create(
        sku=SkuFactory(), warehouse=open_warehouse(), reorder_point=1, order_up_to=5, supplier="Acme"
    )
    rule_for(stocked_level(1), is_active=False)

    assert [row.quantity for row in levels_to_reorder()] == [5]


def owing(units: int, **options) -> StockLevel:
    level = stocked_level(1, **options)
    level.backordered = units
    level.save(update_fields=["backordered"])
    return level


def test_what_is_owed_is_listed_also_without_a_rule_in_force(django_assert_num_queries):
    free, off, ruled, _ = owing(3), owing(5), owing(7), owing(0)
    switched_off = rule_for(off, is_active=False)
    rule_for(ruled)
    create_supply(warehouse_id=off.warehouse_id, supplier="Acme", units={off.sku_id: 4}, actor=SYSTEM)

    with django_assert_num_queries(1):
        rows = levels_owed_without_rule()

    assert [(row.sku_code, row.owed, row.coming, row.rule_id) for row in rows] == [
        (free.sku.code, 3, 0, None),
        (off.sku.code, 5, 4, switched_off.pk),
    ]
    assert [row.sku_code for row in levels_to_reorder()] == [ruled.sku.code]


def test_one_supply_per_supplier_and_building_and_asked_twice_it_orders_once():
    house = open_warehouse()
    rules = [rule_for(stocked_level(1, warehouse=house), lead_days=days) for days in (3, 10)]
    rules.append(rule_for(stocked_level(1, warehouse=house), supplier="Other"))
    keys = [rule.pk for rule in rules]

    made = order_supplies(rule_ids=keys, today=TODAY, actor=SYSTEM)

    assert [(one.supplier, one.expected_on, one.lines.count()) for one in made] == [
        ("Acme", date(2030, 1, 11), 2),
        ("Other", date(2030, 1, 15), 1),
    ]
    assert set(SupplyLine.objects.values_list("ordered", flat=True)) == {19}
    assert order_supplies(rule_ids=keys, today=TODAY, actor=SYSTEM) == []
    assert Supply.objects.count() == 2


def test_nobody_orders_without_the_right():
    rule = rule_for(stocked_level(1))

    with pytest.raises(NotPermitted):
        order_supplies(rule_ids=[rule.pk], today=TODAY, actor=Actor(kind="user", reference="1"))


def test_offers_are_those_that_are_there_the_preferred_first(django_assert_num_queries):
    wanted = SkuFactory()
    second, first = stocked_level(3), stocked_level(4)
    none = claim(stocked_level(2), 2)
    for level, rank in ((second, 2), (first, 1), (none, 1)):
        Substitute.objects.create(sku=wanted, other=level.sku, rank=rank)

    with django_assert_num_queries(1):
        offers = substitutes_for([wanted.pk])[wanted.pk]

    assert [(offer.code, offer.available) for offer in offers] == [(first.sku.code, 4), (second.sku.code, 3)]
