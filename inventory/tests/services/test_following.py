"""Advice is reckoned from what is known, and followed once: into the rule, or into a supply."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import MoveRefused, NotPermitted
from inventory.models import (
    AdviceDecision,
    AdviceStatus,
    ForecastRun,
    LeadSource,
    PlanningPolicy,
    ReorderRule,
    RunState,
    Supply,
    SupplyLine,
)
from inventory.services.following import accept_advice, order_advised
from inventory.services.planning import (
    LEASE,
    MOST_ATTEMPTS,
    PATIENCE,
    begin_plan,
    claim_plan,
    keep_forecasts,
    release_plan,
)
from inventory.services.reordering import order_supplies
from inventory.services.supplies import create_supply
from inventory.tests.factories import stocked_level
from inventory.tests.planned import foreseen, planned

pytestmark = pytest.mark.django_db
TODAY = date(2030, 1, 1)


def rule_for(level, **options) -> ReorderRule:
    values = {"reorder_point": 1, "order_up_to": 2, "supplier": "Acme", "lead_days": 13, **options}
    return ReorderRule.objects.create(sku=level.sku, warehouse=level.warehouse, **values)


def test_a_low_level_is_advised_with_every_number_it_was_reckoned_from():
    level = stocked_level(4)
    rule_for(level)

    (advice,) = planned(level)

    # 14 days of 1 a day; spread √(2·1.75² + 1²·3.25²) = 4.09; class C: 90 %, z 1.282.
    assert (advice.status, advice.reorder_point, advice.safety_stock) == (AdviceStatus.ORDER, 20, 6)
    assert (advice.order_quantity, advice.order_up_to, advice.projected) == (30, 50, 4)
    assert (advice.lead_source, advice.inputs["rule"], advice.differs) == (LeadSource.RULE, [1, 2], True)


def test_a_lead_time_is_measured_once_enough_supplies_came():
    level = stocked_level(4)
    rule_for(level)
    for days in (8, 10, 12):
        supply = create_supply(warehouse_id=level.warehouse_id, supplier="Acme", units={level.sku_id: 1}, actor=SYSTEM)
        now = timezone.now()
        Supply.objects.filter(pk=supply.pk).update(
            state="received", created_at=now - timedelta(days=days), received_at=now
        )

    (advice,) = planned(level)

    assert (advice.lead_source, round(advice.lead_days, 3), round(advice.lead_spread, 3)) == ("measured", 10, 2)


def test_what_nobody_asked_for_is_dead_unless_it_came_lately_and_too_much_is_too_much():
    old, fresh, plenty = stocked_level(5), stocked_level(5), stocked_level(500)
    # There nothing is fresh, however lately it came.
    PlanningPolicy.objects.create(warehouse=old.warehouse, dead_days=0)
    plenty.sku.unit_cost, plenty.sku.cost_currency = Decimal("2.50"), "EUR"
    plenty.sku.save()

    by_level = {(each.sku_id, each.warehouse_id): each for each in planned(old, fresh, weekly=0.0, history=[])}
    too_much = next(each for each in planned(plenty) if each.sku_id == plenty.sku_id)

    assert by_level[old.sku_id, old.warehouse_id].status == AdviceStatus.DEAD
    assert by_level[fresh.sku_id, fresh.warehouse_id].status == AdviceStatus.ENOUGH
    # 180 days of one a day are sensible.
    assert (too_much.status, too_much.excess, too_much.excess_value) == (AdviceStatus.OVERSTOCK, 320, Decimal(800))
    assert (too_much.abc, too_much.currency) == ("A", "EUR")


def test_what_orders_wait_for_is_ordered_to_the_unit_although_nobody_asks_for_more():
    level, fresh = stocked_level(1), stocked_level(5)
    level.backordered = 4
    level.save(update_fields=["backordered"])
    rule_for(level)
    by_level = {(each.sku_id, each.warehouse_id): each for each in planned(level, fresh, weekly=0.0, history=[])}
    owed = by_level[level.sku_id, level.warehouse_id]

    followed = order_advised(advice_ids=[owed.pk], key="click", today=TODAY, actor=SYSTEM)

    assert (owed.status, owed.projected) == (AdviceStatus.ORDER, -3)
    assert (len(followed.supplies), SupplyLine.objects.get().ordered) == (1, 3)
    owed.refresh_from_db()
    assert (owed.status, owed.projected) == (AdviceStatus.ENOUGH, 0)
    # Enough is not too much.
    assert by_level[fresh.sku_id, fresh.warehouse_id].excess == 0


def test_a_policys_costs_count_only_in_the_skus_own_currency():
    level = stocked_level(4)
    level.sku.unit_cost, level.sku.cost_currency = Decimal(10), "EUR"
    level.sku.save()
    policy = PlanningPolicy.objects.create(order_cost=20, order_cost_currency="USD")

    (foreign,) = planned(level)
    policy.order_cost_currency = "EUR"
    policy.save()
    (own,) = planned(level)

    assert (foreign.inputs["quantity"]["by"], own.inputs["quantity"]["by"]) == ("cover", "EOQ")
    assert own.order_quantity == 86  # √(2·364·20 / 2), rounded up


def test_advice_is_taken_into_its_rule_and_the_rule_before_is_kept():
    level = stocked_level(4)
    rule = rule_for(level, is_active=False)
    (advice,) = planned(level)

    followed = accept_advice(advice_ids=[advice.pk], key="click", actor=SYSTEM)
    again = accept_advice(advice_ids=[advice.pk], key="click", actor=SYSTEM)

    rule.refresh_from_db()
    assert ([each.pk for each in followed.done], len(again.repeated)) == ([advice.pk], 1)
    assert (rule.reorder_point, rule.order_up_to, rule.is_active) == (20, 50, True)
    advice.refresh_from_db()
    assert (advice.differs, advice.inputs["rule"]) == (False, [20, 50])
    decision = AdviceDecision.objects.get()
    assert (decision.before["reorder_point"], decision.after["reorder_point"], decision.decided_by) == (1, 20, "system")


def test_one_without_a_known_supplier_is_refused_and_the_others_are_done():
    known, unknown = stocked_level(4), stocked_level(4)
    create_supply(warehouse_id=known.warehouse_id, supplier="Acme", units={known.sku_id: 1}, actor=SYSTEM)
    advice = planned(known, unknown)

    followed = accept_advice(advice_ids=[each.pk for each in advice], key="click", actor=SYSTEM)

    assert [each.sku_id for each in followed.done] == [known.sku_id]
    assert [(each.sku_id, "Make its first rule" in why) for each, why in followed.refused] == [(unknown.sku_id, True)]
    assert ReorderRule.objects.get().supplier == "Acme"


def test_a_chosen_advice_is_ordered_once_however_it_is_asked_again():
    level = stocked_level(4)
    rule = rule_for(level, reorder_point=10, order_up_to=30, multiple_units=12)
    (advice,) = planned(level)

    first = order_advised(advice_ids=[advice.pk], key="click", today=TODAY, actor=SYSTEM)
    repeat = order_advised(advice_ids=[advice.pk], key="click", today=TODAY, actor=SYSTEM)
    another = order_advised(advice_ids=[advice.pk], key="another", today=TODAY, actor=SYSTEM)
    by_rule = order_supplies(rule_ids=[rule.pk], today=TODAY, actor=SYSTEM)

    assert [(one.supplier, one.expected_on) for one in first.supplies] == [("Acme", date(2030, 1, 14))]
    # From 4 up to 20 and three cases of 12, in whole cases again.
    assert SupplyLine.objects.get().ordered == 60
    assert (len(repeat.repeated), repeat.supplies, another.supplies, by_rule) == (1, [], [], [])
    assert "not low any more: 64" in another.refused[0][1]
    advice.refresh_from_db()
    assert (advice.status, advice.projected, advice.inputs["coming"]) == (AdviceStatus.ENOUGH, 64, 60)


def test_nobody_follows_advice_without_the_right():
    (advice,) = planned(stocked_level(4))
    stranger = Actor(kind="user", reference="1")

    with pytest.raises(NotPermitted):
        accept_advice(advice_ids=[advice.pk], key="k", actor=stranger)
    with pytest.raises(NotPermitted):
        order_advised(advice_ids=[advice.pk], key="k", today=TODAY, actor=stranger)


def test_one_plan_is_reckoned_at_a_time_and_one_that_never_ended_makes_room():
    now = datetime(2030, 1, 9, 12, tzinfo=UTC)
    first = begin_plan(actor=SYSTEM, now=now)
    with pytest.raises(MoveRefused):
        begin_plan(actor=SYSTEM, now=now)

    second = begin_plan(actor=SYSTEM, now=now + PATIENCE * 2)

    first.refresh_from_db()
    assert (first.state, second.state, second.until) == (RunState.FAILED, RunState.CHOOSING, date(2030, 1, 7))


def test_a_chunk_is_kept_once_however_often_it_was_worked():
    level = stocked_level(1)
    run = begin_plan(actor=SYSTEM, now=timezone.now())
    ForecastRun.objects.filter(pk=run.pk).update(state=RunState.FORECASTING)
    chunk = {"run_id": run.pk, "after": 0, "reached": level.sku_id, "skus": [level.sku_id]}

    assert keep_forecasts(**chunk, forecasts=[foreseen(run, level)])
    assert not keep_forecasts(**chunk, forecasts=[foreseen(run, level)])

    run.refresh_from_db()
    assert (run.pairs, run.checkpoint) == (1, level.sku_id)


def test_one_process_works_on_a_plan_and_one_that_never_gets_on_fails():
    now = timezone.now()
    run = begin_plan(actor=SYSTEM, now=now)

    assert (claim_plan(now=now), claim_plan(now=now)) == (run.pk, None)
    assert claim_plan(now=now + 2 * LEASE) == run.pk
    for _ in range(MOST_ATTEMPTS):
        release_plan(run_id=run.pk, message="It was killed.")
        claim_plan(now=now)

    run.refresh_from_db()
    assert (run.state, run.open_slot) == (RunState.FAILED, None)
    assert "It was killed." in run.message
