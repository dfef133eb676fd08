"""A plan that is done, with the forecast and the advice of one level, for tests of what people do with it."""

from datetime import date

from django.utils import timezone

from core.actors import SYSTEM
from inventory.models import DemandForecast, ForecastRun, ReplenishmentAdvice, StockLevel
from inventory.selectors.planning import planning_facts
from inventory.services.advising import advise_next
from inventory.services.planning import begin_plan, keep_forecasts, keep_methods

MONDAY = date(2030, 1, 7)


def foreseen(run: ForecastRun, level: StockLevel, *, weekly: float = 7.0, **options) -> DemandForecast:
    """``weekly`` units a week for twelve weeks, and as many to come."""
    values = {
        "demand_class": "smooth", "adi": 1.0, "cv2": 0.1, "method": "TSB", "first_week": MONDAY,
        "history": [weekly] * 12, "future": [weekly] * 4, "weekly": weekly, "error": weekly / 4, "mase": 0.8,
        "last_demand_on": timezone.now().date() if weekly else None, "computed_at": timezone.now(), **options,
    }  # fmt: skip
    return DemandForecast(run=run, sku=level.sku, warehouse=level.warehouse, **values)


def planned(*levels: StockLevel, **options) -> list[ReplenishmentAdvice]:
    """Advice of the levels, as a plan of the whole house gives it."""
    now = timezone.now()
    run = begin_plan(actor=SYSTEM, now=now)
    keep_methods(run_id=run.pk, methods={"smooth": {"class": "smooth", "method": "TSB", "source": "own"}}, weeks=12)
    rows = [foreseen(run, level, **options) for level in levels]
    keep_forecasts(run_id=run.pk, after=0, reached=None, forecasts=rows, skus=[level.sku_id for level in levels])
    known = planning_facts()
    while advise_next(run_id=run.pk, known=known, now=now):
        pass
    return list(ReplenishmentAdvice.objects.order_by("pk"))
