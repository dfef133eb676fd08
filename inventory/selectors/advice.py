"""Advice as people look at it: what is to be done, how much lies too much, and the plan it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Least

from inventory.models import AdviceStatus, ForecastRun, ReplenishmentAdvice, RunState


@dataclass(frozen=True, slots=True)
class Excess:
    """What lies too much, by currency, and the units whose cost nobody knows."""

    status: AdviceStatus
    currency: str
    units: int
    value: Decimal | None


def advice_rows(
    *, status: str = "", warehouse_id: int | None = None, abc: str = "", differs: bool = False, code: str = ""
) -> QuerySet[ReplenishmentAdvice]:
    """Advice by what it says, what orders wait for first, then the most valuable; one query."""
    rows = ReplenishmentAdvice.objects.select_related("sku", "warehouse")
    wanted = Q()
    if status:
        wanted &= Q(status=status)
    if warehouse_id is not None:
        wanted &= Q(warehouse_id=warehouse_id)
    if abc:
        wanted &= Q(abc="" if abc == "none" else abc)
    if differs:
        wanted &= Q(differs=True, weekly__gt=0)
    if code:
        wanted &= Q(sku__code__istartswith=code)
    if status in (AdviceStatus.OVERSTOCK, AdviceStatus.DEAD):
        return rows.filter(wanted).order_by("-excess", "-weekly", "pk")
    # What is owed is below zero, even with all that is coming.
    return rows.filter(wanted).order_by(Least(F("projected"), 0), "abc", "-weekly", "pk")


def advice_counts() -> dict[str, int]:
    """How much advice there is by status; one query."""
    return dict(ReplenishmentAdvice.objects.values_list("status").annotate(rows=Count("pk")))


def excess_sums() -> list[Excess]:
    """Units and worth of what is too much or dead, by currency; never summed over currencies. One query."""
    rows = ReplenishmentAdvice.objects.filter(status__in=[AdviceStatus.OVERSTOCK, AdviceStatus.DEAD], excess__gt=0)
    sums = rows.values_list("status", "currency").annotate(units=Sum("excess"), value=Sum("excess_value"))
    return [Excess(AdviceStatus(status), *rest) for status, *rest in sums.order_by("status", "currency")]


def last_plan() -> ForecastRun | None:
    """The plan whose advice holds."""
    return ForecastRun.objects.filter(state=RunState.DONE).order_by("-pk").first()


def plan_under_way() -> ForecastRun | None:
    """The plan that is being reckoned, if one is."""
    return ForecastRun.objects.filter(open_slot=1).first()


def advice_by_pair(sku_ids: Sequence[int]) -> dict[tuple[int, int], ReplenishmentAdvice]:
    """The advice of the SKUs by (SKU, warehouse); one query."""
    return {(row.sku_id, row.warehouse_id): row for row in ReplenishmentAdvice.objects.filter(sku_id__in=sku_ids)}
