"""A reckoning of demand and advice: begun once at a time, worked in stretches, kept with its checkpoint.

The forecasts themselves are made above, where order lines are read; here they are kept.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.events import publish
from core.service import service
from inventory.events import PlanStretchDue
from inventory.models import DemandForecast, ForecastRun, RunState

RIGHT = "inventory.follow_advice"
HORIZON_WEEKS, MOST_WEEKS = 8, 156
# One that has not ended by then never will: its effect is dead, and an alert says so.
PATIENCE = timedelta(hours=6)
_FORECAST_FIELDS = [
    "run", "demand_class", "adi", "cv2", "method", "first_week", "history", "future", "weekly", "error", "mase",
    "last_demand_on", "computed_at",
]  # fmt: skip


@service
def request_plan(*, actor: Actor, now: datetime) -> ForecastRun:
    """A reckoning of all demand and advice, worked by the workers from here.

    Raises NotPermitted, and MoveRefused while another one is under way.
    """
    run = begin_plan(actor=actor, now=now)
    publish(PlanStretchDue(run_id=run.pk, chunk=run.chunk), actor=actor)
    return run


@service
def begin_plan(*, actor: Actor, now: datetime) -> ForecastRun:
    """As ``request_plan``, for a caller who works it in his own process."""
    ensure_may(actor, RIGHT)
    ForecastRun.objects.filter(open_slot=1, asked_at__lt=now - PATIENCE).update(
        state=RunState.FAILED, open_slot=None, finished_at=now,
        message="It did not end in time. See the effects that are dead, and plan anew.",
    )  # fmt: skip
    run, is_new = ForecastRun.objects.get_or_create(
        open_slot=1,
        defaults={
            "until": now.date() - timedelta(days=now.weekday()), "weeks": MOST_WEEKS, "horizon": HORIZON_WEEKS,
            "asked_by": actor.label, "asked_at": now,
        },
    )  # fmt: skip
    if not is_new:
        sentence = f"a plan asked for at {run.asked_at:%H:%M} UTC is being reckoned."
        raise MoveRefused("plan", [Blocker("under_way", sentence, fix="Wait until it is done.")])
    return run


@service
def keep_methods(*, run_id: int, methods: Mapping[str, Any], weeks: int) -> None:
    """The methods chosen, and the weeks there are; said again, nothing changes."""
    ForecastRun.objects.filter(pk=run_id, state=RunState.CHOOSING).update(
        methods=dict(methods), weeks=weeks, state=RunState.FORECASTING, checkpoint=0
    )


@service
def keep_forecasts(
    *, run_id: int, after: int, reached: int | None, forecasts: Iterable[DemandForecast], skus: Iterable[int]
) -> bool:
    """Forecasts of the SKUs ``after`` the checkpoint up to ``reached`` (None: these were the last).

    What a SKU had before and has no more goes. False, with nothing kept, when another process was here first.
    """
    run = ForecastRun.objects.select_for_update(no_key=True).get(pk=run_id)
    if run.state != RunState.FORECASTING or run.checkpoint != after:
        return False
    kept = list(forecasts)
    DemandForecast.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["sku", "warehouse"], update_fields=_FORECAST_FIELDS
    )
    DemandForecast.objects.filter(sku_id__in=list(skus)).exclude(run=run).delete()
    run.checkpoint, run.pairs = reached or 0, run.pairs + len(kept)
    if reached is None:
        run.state = RunState.ADVISING
    run.save(update_fields=["checkpoint", "pairs", "state"])
    return True


@service
def end_stretch(*, run_id: int, chunk: int, actor: Actor) -> None:
    """What is left of the plan is the next stretch; one that was ended already is not ended twice."""
    if ForecastRun.objects.filter(pk=run_id, chunk=chunk, open_slot=1).update(chunk=F("chunk") + 1):
        publish(PlanStretchDue(run_id=run_id, chunk=chunk + 1), actor=actor)
