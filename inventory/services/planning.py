"""A reckoning of demand and advice: begun once at a time, worked in stretches, kept with its checkpoint.

The forecasts themselves are made above, where order lines are read; here they are kept.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.service import service
from inventory.models import DemandForecast, ForecastRun, RunState

RIGHT = "inventory.follow_advice"
HORIZON_WEEKS, MOST_WEEKS = 8, 156
# One that has not ended by then never will.
PATIENCE = timedelta(hours=6)
# Longer than a process may work, shorter than the broker waits before it hands a message to another worker.
LEASE = timedelta(seconds=290)
MOST_ATTEMPTS = 5
_FORECAST_FIELDS = [
    "run", "demand_class", "adi", "cv2", "method", "first_week", "history", "future", "weekly", "error", "mase",
    "last_demand_on", "computed_at",
]  # fmt: skip


@service
def begin_plan(*, actor: Actor, now: datetime) -> ForecastRun:
    """A reckoning of all demand and advice; a worker takes it up within minutes.

    Raises NotPermitted, and MoveRefused while another one is under way.
    """
    ensure_may(actor, RIGHT)
    ForecastRun.objects.filter(open_slot=1, asked_at__lt=now - PATIENCE).update(
        state=RunState.FAILED, open_slot=None, finished_at=now, message="It did not end in time. Plan anew.",
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
def claim_plan(*, now: datetime) -> int | None:
    """The key of the open plan, for one process alone until its lease ends; None when there is nothing to do.

    A plan that did not move through ``MOST_ATTEMPTS`` processes has failed, and says so.
    """
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    run = ForecastRun.objects.select_for_update(no_key=True, skip_locked=True).filter(free, open_slot=1).first()
    if run is None:
        return None
    if run.attempts >= MOST_ATTEMPTS:
        run.state, run.open_slot, run.finished_at = RunState.FAILED, None, now
        run.message = f"{run.attempts} processes ended without a result. {run.message}"
        run.save(update_fields=["state", "open_slot", "finished_at", "message"])
        return None
    run.claimed_until, run.attempts = now + LEASE, run.attempts + 1
    run.save(update_fields=["claimed_until", "attempts"])
    return run.pk


@service
def release_plan(*, run_id: int, message: str = "") -> None:
    """Whoever comes next may go on with the plan; ``message`` tells what went wrong."""
    ForecastRun.objects.filter(pk=run_id).update(claimed_until=None, message=message)


@service
def keep_methods(*, run_id: int, methods: Mapping[str, Any], weeks: int) -> None:
    """The methods chosen, and the weeks there are; said again, nothing changes."""
    ForecastRun.objects.filter(pk=run_id, state=RunState.CHOOSING).update(
        methods=dict(methods), weeks=weeks, state=RunState.FORECASTING, checkpoint=0, attempts=0
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
    run.checkpoint, run.pairs, run.attempts = reached or 0, run.pairs + len(kept), 0
    if reached is None:
        run.state = RunState.ADVISING
    run.save(update_fields=["checkpoint", "pairs", "state", "attempts"])
    return True
