"""Work a plan from wherever it stopped: choose methods, forecast SKU by SKU, then have advice reckoned.

Imports the library of forecasts: for commands alone.
"""

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from math import sqrt
from statistics import fmean
from typing import Any

from django.utils import timezone

from inventory.models import DemandForecast, ForecastRun, RunState
from inventory.planning.classing import LEAST_PERIODS, profile_of
from inventory.selectors.planning import PlanningFacts, planning_facts
from inventory.services.advising import advise_next
from inventory.services.planning import keep_forecasts, keep_methods
from reports.forecasting.backtest import Plan, Series, backtest
from reports.forecasting.candidates import LEAST_SERIES, PUBLIC_CHOICE, SHORT_METHOD, season_of
from reports.forecasting.methods import forecast
from reports.selectors.demand import WEEK_DAYS, Demand, demand_of, drawn_skus, next_skus, weeks_known

# Few enough that choosing fits one stretch, enough that a class is not judged by a handful.
DRAWN_SKUS = 240
SKUS_A_CHUNK = 100
# One-week-ahead forecasts of the latest weeks, from which a series' own error is taken.
LATEST = 13


def work(run_id: int, *, seconds: float | None = None) -> bool:
    """Go on until the plan is done or the time is over; True when there is more to do.

    Every chunk commits with its checkpoint: a killed run repeats at most one chunk.
    """
    began = time.monotonic()
    known: list[PlanningFacts] = []
    while _one_chunk(ForecastRun.objects.get(pk=run_id), known):
        if seconds is not None and time.monotonic() - began > seconds:
            return True
    return False


def _one_chunk(run: ForecastRun, known: list[PlanningFacts]) -> bool:
    """Work the next chunk; ``known`` keeps what holds for all pairs once advice is reckoned."""
    if run.state == RunState.CHOOSING:
        _choose(run)
        return True
    if run.state == RunState.FORECASTING:
        return _forecast_chunk(run)
    if run.state != RunState.ADVISING:
        return False
    known[:] = known or [planning_facts()]
    return advise_next(run_id=run.pk, known=known[0], now=timezone.now())


def _choose(run: ForecastRun) -> None:
    """Methods by class from a fixed draw of the house's own SKUs; the public choice where these are too few."""
    weeks = weeks_known(until=run.until, most=run.weeks)
    methods: dict[str, Any] = {
        str(each): {"class": str(each), "method": method, "source": "public"} for each, method in PUBLIC_CHOICE.items()
    }
    if weeks - 2 * run.horizon >= max(LEAST_PERIODS, weeks // 2):
        demand = demand_of(drawn_skus(limit=DRAWN_SKUS), until=run.until, weeks=weeks)
        series = [Series(f"{one.sku_id}-{one.warehouse_id}", one.start, one.units) for one in demand if one.units]
        for verdict in backtest(series, Plan.over(weeks, horizon=run.horizon)):
            if verdict.series >= LEAST_SERIES:
                methods[str(verdict.demand_class)] = {**verdict.as_data(), "source": "own"}
    keep_methods(run_id=run.pk, methods=methods, weeks=weeks)


def _forecast_chunk(run: ForecastRun) -> bool:
    skus = next_skus(after=run.checkpoint, limit=SKUS_A_CHUNK)
    methods = {name: each["method"] for name, each in run.methods.items()}
    now = timezone.now()
    demand = demand_of(skus, until=run.until, weeks=run.weeks) if skus else []
    rows = [foresee(run, one, methods, now=now) for one in demand]
    reached = skus[-1] if len(skus) == SKUS_A_CHUNK else None
    return keep_forecasts(run_id=run.pk, after=run.checkpoint, reached=reached, forecasts=rows, skus=skus)


def foresee(run: ForecastRun, demand: Demand, methods: Mapping[str, str], *, now: datetime) -> DemandForecast:
    """The forecast of one SKU in one warehouse by the method of its class; nothing is kept yet."""
    profile = profile_of(demand.units)
    method = methods.get(str(profile.demand_class), SHORT_METHOD)
    season = season_of(len(demand.units))
    future = forecast(method, demand.units, horizon=run.horizon, season=season) if demand.units else []
    error, mase = _own_errors(method, demand.units, season)
    first = run.until - timedelta(days=WEEK_DAYS * len(demand.units))
    last = max((week for week, units in enumerate(demand.units) if units), default=None)
    return DemandForecast(
        sku_id=demand.sku_id, warehouse_id=demand.warehouse_id, run=run, demand_class=profile.demand_class,
        adi=profile.adi, cv2=profile.cv2, method=method if demand.units else "", first_week=first,
        history=[round(units, 3) for units in demand.units], future=[round(units, 3) for units in future],
        weekly=fmean(future) if future else 0.0, error=error, mase=mase,
        last_demand_on=None if last is None else first + timedelta(days=WEEK_DAYS * last), computed_at=now,
    )  # fmt: skip


def _own_errors(method: str, units: tuple[float, ...], season: int) -> tuple[float, float | None]:
    """Root mean square error one week ahead over the latest weeks, in units, and MASE against the naive forecast.

    With too few weeks to look back, the spread of demand itself stands for the error.
    """
    origins = range(max(LEAST_PERIODS, len(units) - LATEST), len(units))
    errors = [forecast(method, units[:each], horizon=1, season=season)[0] - units[each] for each in origins]
    if not errors:
        mean = fmean(units) if units else 0.0
        return (sqrt(fmean((each - mean) ** 2 for each in units)) if units else 0.0), None
    steps = fmean(abs(after - before) for before, after in pairwise(units))
    return sqrt(fmean(error**2 for error in errors)), (fmean(map(abs, errors)) / steps if steps else None)
