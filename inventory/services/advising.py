"""Advice from the forecasts that are kept: reckoned anew for some SKUs at a time."""

from collections.abc import Sequence
from datetime import datetime

from core.service import service
from inventory.models import ForecastRun, ReplenishmentAdvice, RunState
from inventory.planning.reckoning import inputs_of, reckon
from inventory.selectors.planning import PairFacts, PlanningFacts, facts_of, next_skus, planning_facts_again

CHUNK = 500
_FIELDS = [
    "run", "status", "abc", "xyz", "demand_class", "weekly", "lead_days", "lead_spread", "lead_source",
    "service_level", "safety_stock", "reorder_point", "order_quantity", "order_up_to", "projected", "excess",
    "excess_value", "yearly_value", "currency", "supplier", "differs", "inputs", "computed_at",
]  # fmt: skip


@service
def advise_next(*, run_id: int, known: PlanningFacts, now: datetime, limit: int = CHUNK) -> bool:
    """Advice for the next SKUs of the plan; False when there are no more, and the plan is done.

    The plan's row is held, so two processes take turns and each SKU is reckoned once.
    """
    run = ForecastRun.objects.select_for_update(no_key=True).get(pk=run_id)
    if run.state != RunState.ADVISING:
        return False
    skus = next_skus(after=run.checkpoint, limit=limit)
    if not skus:
        ReplenishmentAdvice.objects.exclude(run=run).delete()
        run.state, run.open_slot, run.finished_at = RunState.DONE, None, now
        run.save(update_fields=["state", "open_slot", "finished_at"])
        return False
    keep_advice(run, skus, known, now=now)
    run.checkpoint, run.attempts = skus[-1], 0
    run.save(update_fields=["checkpoint", "attempts"])
    return True


@service
def advise_again(*, sku_ids: Sequence[int], now: datetime) -> None:
    """The advice of some SKUs reckoned anew from their last forecast, as after a rule or level has changed."""
    last = ForecastRun.objects.filter(state=RunState.DONE).order_by("-pk").first()
    if last is not None:
        # A plan that reckons meanwhile may have had the row: it stays of that plan, which else removed it at its end.
        kept = [name for name in _FIELDS if name != "run"]
        keep_advice(last, sku_ids, planning_facts_again(sku_ids), now=now, fields=kept)


def keep_advice(
    run: ForecastRun, sku_ids: Sequence[int], known: PlanningFacts, *, now: datetime, fields: Sequence[str] = _FIELDS
) -> None:
    """Reckon and write; advice that was followed keeps its key and so its decisions."""
    rows = [_row(run, facts, known, now) for facts in facts_of(sku_ids)]
    ReplenishmentAdvice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["sku", "warehouse"], update_fields=list(fields)
    )


def _row(run: ForecastRun, facts: PairFacts, known: PlanningFacts, now: datetime) -> ReplenishmentAdvice:
    reckoned = reckon(facts, known, now=now)
    return ReplenishmentAdvice(
        sku_id=facts.sku_id, warehouse_id=facts.warehouse_id, run=run, status=reckoned.status, abc=reckoned.abc,
        xyz=reckoned.xyz, demand_class=facts.demand_class, weekly=facts.weekly, lead_days=reckoned.lead.days,
        lead_spread=reckoned.lead.spread, lead_source=reckoned.lead.source, service_level=reckoned.service_level,
        safety_stock=reckoned.cushion.safety_stock, reorder_point=reckoned.cushion.reorder_point,
        order_quantity=reckoned.quantity.units, order_up_to=reckoned.order_up_to, projected=reckoned.projected,
        excess=reckoned.excess, excess_value=reckoned.excess_value, yearly_value=reckoned.yearly_value,
        currency=facts.currency if facts.unit_cost is not None else "", supplier=facts.supplier,
        differs=reckoned.differs, inputs=inputs_of(facts, known.policy(facts.warehouse_id), reckoned), computed_at=now,
    )  # fmt: skip
