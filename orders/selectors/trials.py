"""What-ifs as people look at them: figures side by side, and the orders that differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from orders.models import SourcingTrial, TrialOrder


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the three ways of deciding; None where nothing is known. Less is better."""

    name: str
    decided: Any
    present: Any
    draft: Any
    formula: str


def latest_trials(limit: int) -> QuerySet[SourcingTrial]:
    """The trials asked for last."""
    return SourcingTrial.objects.select_related("channel").order_by("-pk")[:limit]


def figures_of(trial: SourcingTrial) -> Sequence[Figure]:
    """The trial's figures; costs of orders alone whose every parcel's cost is known in all three."""
    decided, present, draft = (trial.totals[name] for name in ("decided", "present", "draft"))

    def row(name: str, value: Callable[[dict[str, Any]], Any], formula: str) -> Figure:
        return Figure(name, value(decided), value(present), value(draft), formula)

    return (
        row("Parcels", itemgetter("parcels"), "one for each warehouse that gives, one more for each that owes units"),
        row("Split orders", itemgetter("splits"), "orders of more than one parcel"),
        row("Orders that wait", itemgetter("waits"), "orders with units that were not there when they were placed"),
        row("Days to the promise", _days, "mean days from placing to the day that is promised for the last line"),
        row(
            "Shipping cost", _cost,
            f"parcel costs of the warehouses' delivery areas, of the {decided['costed']} orders all of whose costs are"
            " known, in the house's currency",
        ),
    )  # fmt: skip


def rows_of(trial: SourcingTrial, *, after: int, limit: int) -> list[TrialOrder]:
    """Orders that the draft decides otherwise, in the order they were placed, after the row ``after``."""
    rows = trial.rows.filter(pk__gt=after).select_related("order")
    return list(rows.order_by("pk")[:limit])


def _days(side: dict[str, Any]) -> Decimal | None:
    return (Decimal(side["days"]) / side["promised"]).quantize(Decimal("0.01")) if side["promised"] else None


def _cost(side: dict[str, Any]) -> Decimal | None:
    return Decimal(side["cost"]) if side["costed"] else None
