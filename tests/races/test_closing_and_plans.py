"""Work of the night begun twice: a day is closed once, an old order replayed once, advice reckoned and ordered once."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.utils import timezone

from core.actors import SYSTEM
from inventory.models import DeliveryArea, ForecastRun, ReorderRule, ReplenishmentAdvice, Supply
from inventory.selectors.planning import planning_facts
from inventory.services import advising, following
from inventory.services.advising import advise_next
from inventory.services.following import order_advised
from inventory.services.planning import begin_plan, keep_forecasts, keep_methods
from inventory.tests.factories import stocked_level
from inventory.tests.planned import foreseen, planned
from orders.intake.reference import forget_reference
from orders.models import SourcingTrial, Strategy
from orders.services import trials
from orders.services.trials import replay_chunk, request_trial
from orders.tests.factories import open_shop, placed_order
from reports.models import JournalDay
from reports.services import closing
from reports.services.closing import close_next_day, open_journal
from tests.races.rival import Rival, after

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2030, 1, 1)


def without_locks_on(monkeypatch: pytest.MonkeyPatch, *models: type[Model]) -> None:
    """Rows of these models are read without a lock; all others are locked as always."""
    real = QuerySet.select_for_update

    def careless(rows: QuerySet[Any], *given: Any, **named: Any) -> QuerySet[Any]:
        return rows.all() if rows.model in models else real(rows, *given, **named)

    monkeypatch.setattr(QuerySet, "select_for_update", careless)


@pytest.fixture
def opened(db) -> date:
    """The day after the first of the journal."""
    day = timezone.now().date() - timedelta(days=4)
    open_journal(day=day, actor=SYSTEM)
    return day + timedelta(days=1)


def close_a_day() -> JournalDay:
    return close_next_day(actor=SYSTEM)


def test_two_who_close_a_day_at_once_close_two_days_one_after_the_other(opened, hands, monkeypatch):
    rival = Rival(hands[1], close_a_day)
    after(monkeypatch, closing, "last_day", rival)

    mine = close_a_day()

    assert (mine.day, rival.result.day) == (opened, opened + timedelta(days=1))
    assert JournalDay.objects.count() == 3


def test_without_the_lock_of_the_chart_both_close_the_same_day_and_only_the_last_wall_holds(
    opened, hands, monkeypatch
):  # fmt: skip
    monkeypatch.setattr(closing, "_lock_chart", lambda: None)
    rival = Rival(hands[1], close_a_day)
    after(monkeypatch, closing, "last_day", rival)

    with pytest.raises(IntegrityError):
        close_a_day()

    assert rival.result.day == opened
    assert JournalDay.objects.count() == 2


@pytest.fixture
def trial(settings) -> SourcingTrial:
    """One order of the past, which the draft takes from the nearer warehouse."""
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    shop = open_shop()
    shop.receive(10, index=0, warehouse=1)
    for house, distance, cost in zip(shop.warehouses, (500, 10), ("9.00", "4.00"), strict=True):
        DeliveryArea.objects.create(warehouse=house, country="DE", distance_km=distance, parcel_cost=Decimal(cost))
    forget_reference()
    placed_order(shop, {0: 2})
    yield request_trial(
        channel_id=shop.channel.pk, strategies=[Strategy.DISTANCE], days=30, actor=SYSTEM, now=timezone.now()
    )
    forget_reference()


def test_a_stretch_of_a_trial_worked_twice_at_once_counts_each_order_once(trial, hands, monkeypatch):
    rival = Rival(hands[1], lambda: replay_chunk(trial_id=trial.pk))
    after(monkeypatch, trials, "next_orders", rival)

    assert replay_chunk(trial_id=trial.pk)

    assert rival.result is False
    trial.refresh_from_db()
    assert (trial.state, trial.orders, trial.differing, trial.rows.count()) == ("done", 1, 1, 1)


def test_without_the_lock_of_the_trial_both_replay_the_order_and_only_the_last_wall_holds(trial, hands, monkeypatch):
    without_locks_on(monkeypatch, SourcingTrial)
    rival = Rival(hands[1], lambda: replay_chunk(trial_id=trial.pk))
    after(monkeypatch, trials, "next_orders", rival)

    with pytest.raises(IntegrityError, match="trial_order_unique"):
        replay_chunk(trial_id=trial.pk)

    assert rival.result is True


@pytest.fixture
def plan(db) -> ForecastRun:
    """A plan whose one forecast is kept and whose advice is to be reckoned."""
    level = stocked_level(4)
    run = begin_plan(actor=SYSTEM, now=timezone.now())
    keep_methods(run_id=run.pk, methods={"smooth": {"class": "smooth", "method": "TSB", "source": "own"}}, weeks=12)
    keep_forecasts(run_id=run.pk, after=0, reached=None, forecasts=[foreseen(run, level)], skus=[level.sku_id])
    return run


def reckon_twice_at_once(plan: ForecastRun, hands, monkeypatch) -> list[list[int]]:
    """The SKUs of each time that advice was reckoned."""
    reckoned, real = [], advising.keep_advice

    def keep(run, sku_ids, known, **named):
        reckoned.append(list(sku_ids))
        return real(run, sku_ids, known, **named)

    known, now = planning_facts(), timezone.now()
    monkeypatch.setattr(advising, "keep_advice", keep)
    rival = Rival(hands[1], lambda: advise_next(run_id=plan.pk, known=known, now=now))
    after(monkeypatch, advising, "next_skus", rival)

    assert advise_next(run_id=plan.pk, known=known, now=now)
    assert not isinstance(rival.result, Exception)
    return reckoned


def test_advice_worked_twice_at_once_is_reckoned_once(plan, hands, monkeypatch):
    assert len(reckon_twice_at_once(plan, hands, monkeypatch)) == 1

    plan.refresh_from_db()
    assert (plan.state, ReplenishmentAdvice.objects.count()) == ("done", 1)


def test_without_the_lock_of_the_plan_the_same_advice_is_reckoned_twice(plan, hands, monkeypatch):
    without_locks_on(monkeypatch, ForecastRun)

    first, second = reckon_twice_at_once(plan, hands, monkeypatch)

    assert first == second


@pytest.fixture
def advised(db) -> ReplenishmentAdvice:
    """A low level, its rule, and the advice to order."""
    level = stocked_level(4)
    ReorderRule.objects.create(
        sku=level.sku, warehouse=level.warehouse, reorder_point=1, order_up_to=2, supplier="Acme", lead_days=13
    )
    (advice,) = planned(level)
    return advice


def order_twice_at_once(advised: ReplenishmentAdvice, hands, monkeypatch) -> tuple[Any, Any]:
    """Two people press the button, each in a page of their own."""

    def order(key: str):
        return order_advised(advice_ids=[advised.pk], key=key, today=TODAY, actor=SYSTEM)

    rival = Rival(hands[1], lambda: order("b"))
    after(monkeypatch, following, "projected_of", rival)
    mine = order("a")
    return mine, rival.result


def test_two_who_order_the_same_advice_at_once_order_once_and_the_second_is_told(advised, hands, monkeypatch):
    mine, other = order_twice_at_once(advised, hands, monkeypatch)

    ((_, why),) = other.refused
    assert (len(mine.done), len(other.done), "not low any more" in why) == (1, 0, True)
    assert Supply.objects.count() == 1


def test_without_the_locks_of_rule_and_advice_the_same_is_ordered_twice(advised, hands, monkeypatch):
    without_locks_on(monkeypatch, ReorderRule, ReplenishmentAdvice)

    order_twice_at_once(advised, hands, monkeypatch)

    assert Supply.objects.count() == 2
