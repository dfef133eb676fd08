"""From placed orders to advice, and a plan that goes on where it was stopped."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from inventory.models import DemandForecast, ForecastRun, ReplenishmentAdvice, RunState
from inventory.services.planning import begin_plan
from orders.intake.reference import forget_reference
from orders.models import Order
from orders.tests.factories import Shop, open_shop, placed_order
from reports.forecasting import running
from reports.forecasting.backtest import Plan, Series, backtest
from reports.forecasting.errors import score
from reports.forecasting.running import work


@pytest.fixture
def shop(db, settings) -> Shop:
    """One channel in euros, two warehouses, three SKUs with ten units each in the first."""
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    forget_reference()
    yield open_shop()
    forget_reference()


def test_a_forecast_is_scored_by_the_naive_forecasts_error_within_the_history():
    found = score([2, 4, 2, 4], actual=[4, 4], foreseen=[3, 3])

    assert (found.mase, found.rmsse, found.bias) == (0.5, 0.5, -0.5)
    assert score([3, 3, 3], actual=[3], foreseen=[3]) is None


def test_what_is_chosen_by_is_never_what_is_judged_by():
    plan = Plan.over(25, horizon=4)

    assert (list(plan.choosing), plan.judging) == ([12, 13, 14, 15, 16, 17], (21,))
    assert max(plan.choosing) + plan.horizon <= plan.judging[0]
    with pytest.raises(ValueError, match="too few"):
        Plan.over(12, horizon=4)


def test_where_nothing_does_better_than_the_naive_forecast_it_is_chosen_and_said_so():
    """Demand that climbs two steps, each for good: the last week is the best guess for the next ones."""
    steps = [5.0, 5, 5, 5, 5, 6, 6, 6, 6, 6] + [40.0] * 15
    (verdict,) = backtest([Series("one", 0, steps)], Plan.over(25, horizon=4))

    assert (verdict.method, verdict.beats_naive, verdict.as_data()["against_naive"]) == ("Naive", False, None)


def test_a_plan_leads_from_orders_to_advice_and_goes_on_where_it_was_stopped(shop, monkeypatch):
    order = placed_order(shop, {0: 9})
    now = timezone.now()
    # On a Monday: the week of the first order counts where it was whole.
    Order.objects.filter(pk=order.pk).update(placed_at=now - timedelta(days=21 + now.weekday()))
    monkeypatch.setattr(running, "SKUS_A_CHUNK", 1)
    run = begin_plan(actor=SYSTEM, now=timezone.now())

    assert work(run.pk, seconds=0)
    assert work(run.pk, seconds=0)
    run.refresh_from_db()
    assert (run.state, run.checkpoint, run.pairs) == (RunState.FORECASTING, shop.skus[0].pk, 1)
    assert not work(run.pk)

    run.refresh_from_db()
    assert (run.state, run.open_slot, run.pairs) == (RunState.DONE, None, 3)
    forecast = DemandForecast.objects.get(sku=shop.skus[0])
    assert (forecast.history[0], forecast.method, forecast.demand_class) == (9.0, "HistoricAverage", "new")
    assert ReplenishmentAdvice.objects.get(sku=shop.skus[0]).status == "order"
    assert ForecastRun.objects.get().methods["lumpy"]["source"] == "public"
