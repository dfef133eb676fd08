"""Why advice says what it says: every step of the reckoning as a sentence with its numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.money import format_money
from inventory.models import AdviceStatus, DemandClass, DemandForecast, LeadSource, ReplenishmentAdvice

WEEKS_SHOWN = 52
PATTERNS = {
    DemandClass.SMOOTH: "it is asked for most weeks, in sizes that vary little",
    DemandClass.ERRATIC: "it is asked for most weeks, in sizes that vary much",
    DemandClass.INTERMITTENT: "it is asked for now and then, in sizes that vary little",
    DemandClass.LUMPY: "it is asked for now and then, in sizes that vary much",
    DemandClass.NEW: "there is too little history to see a pattern",
}
SOURCES = {
    LeadSource.MEASURED: "measured from {deliveries} deliveries",
    LeadSource.RULE: "as its reorder rule says, for too few deliveries were measured",
    LeadSource.POLICY: "as the planning policy says, for nothing better is known",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is reckoned, its value, and how it comes about."""

    name: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Week:
    """Units asked for in the week from a Monday on, or those foreseen for it."""

    monday: Any
    asked: float | None
    foreseen: float | None


def weeks_of(forecast: DemandForecast) -> list[Week]:
    """The latest weeks of the history and those foreseen, oldest first."""
    history = list(forecast.history)[-WEEKS_SHOWN:]
    first = forecast.first_week + timedelta(days=7 * (len(forecast.history) - len(history)))
    days = [first + timedelta(days=7 * place) for place in range(len(history) + len(forecast.future))]
    return [Week(day, units, None) for day, units in zip(days, history, strict=False)] + [
        Week(day, None, units) for day, units in zip(days[len(history) :], forecast.future, strict=True)
    ]


def steps_of(advice: ReplenishmentAdvice, forecast: DemandForecast | None) -> list[Step]:
    """The reckoning from demand to quantity, in the order it is done."""
    return [*_demand(advice, forecast), *_point(advice), *_quantity(advice), *_standing(advice)]


def _demand(advice: ReplenishmentAdvice, forecast: DemandForecast | None) -> Iterator[Step]:
    if forecast is not None and forecast.method:
        adi = f"one week in {forecast.adi:.2f} has demand" if forecast.adi else "no week has demand"
        cv2 = "" if forecast.cv2 is None else f", CV² of the sizes {forecast.cv2:.2f}"
        label = DemandClass(advice.demand_class).label
        yield Step("Pattern", label, f"{PATTERNS[DemandClass(advice.demand_class)]}: {adi}{cv2}.")
        mase = "" if forecast.mase is None else f" Its errors are {forecast.mase:.2f} times a naive forecast's (MASE)."
        yield Step(
            "Expected demand", f"{advice.weekly:.1f} a week",
            f"mean of the {len(forecast.future)} weeks to come by {forecast.method}, from {len(forecast.history)} weeks"
            f" of history; one week ahead it errs by {advice.inputs['error']:.1f} units.{mase}",
        )  # fmt: skip
    else:
        yield Step("Expected demand", "none", "nobody asked for it in the weeks that are looked at.")
    worth = "its cost is not known" if advice.yearly_value is None else (
        f"a year's demand costs {format_money(advice.yearly_value, advice.currency)}"
    )  # fmt: skip
    yield Step("Class", f"{advice.abc or '–'}{advice.xyz}", f"{worth}; {_evenness(advice.xyz)}.")


def _evenness(xyz: str) -> str:
    words = {"X": "asked for evenly", "Y": "asked for unevenly", "Z": "asked for very unevenly"}
    return words.get(xyz, "never asked for")


def _point(advice: ReplenishmentAdvice) -> Iterator[Step]:
    inputs = advice.inputs
    source = SOURCES[LeadSource(advice.lead_source)].format(deliveries=inputs["deliveries"])
    yield Step("Lead time", f"{advice.lead_days:.1f} ± {advice.lead_spread:.1f} days", f"{source}.")
    demand, cushion = inputs["demand"], inputs["cushion"]
    yield Step(
        "Demand until it is there", f"{demand['mean']:.1f} ± {demand['spread']:.1f}",
        f"over {demand['days']:.1f} days: the lead time and {inputs['review_days']} until the next look. The spread is"
        " √(days ÷ 7 × error² + daily demand² × lead time spread²).",
    )  # fmt: skip
    yield Step(
        "Safety stock", str(advice.safety_stock),
        f"so that {float(advice.service_level):g} % of the cycles do not run out, by a {cushion['by']} distribution"
        + (f": {cushion['factor']:.2f} × spread." if cushion["by"] == "normal" else "."),
    )  # fmt: skip
    yield Step("Reorder point", str(advice.reorder_point), "demand until it is there, and the safety stock.")


def _quantity(advice: ReplenishmentAdvice) -> Iterator[Step]:
    inputs, quantity = advice.inputs, advice.inputs["quantity"]
    if quantity["by"] == "EOQ":
        words = (
            f"economic order quantity √(2 × yearly demand × {inputs['order_cost']} ÷ ({inputs['holding_percent']} % of"
            f" {inputs['unit_cost']})) = {quantity['wished']:.1f}"
        )
    else:
        words = f"{inputs['cover_days']} days of demand = {quantity['wished']:.1f}, for costs are not known"
    sizes = f"; the supplier takes {inputs['minimum']} or more, in cases of {inputs['multiple']}"
    is_free = inputs["minimum"] == inputs["multiple"] == 1
    yield Step("Order quantity", str(advice.order_quantity), f"{words}{'' if is_free else sizes}.")
    yield Step("Order up to", str(advice.order_up_to), "reorder point and order quantity.")


def _standing(advice: ReplenishmentAdvice) -> Iterator[Step]:
    inputs = advice.inputs
    yield Step(
        "There and coming", str(advice.projected),
        f"{_lying(inputs['on_hand'], inputs['available'])}, and {inputs['coming']} on their way.",
    )  # fmt: skip
    if advice.status == AdviceStatus.DEAD:
        words = f"nobody asked for it for {inputs['dead_days']} days, and none came in since."
    elif advice.status == AdviceStatus.OVERSTOCK:
        words = f"more than {inputs['overstock_days']} days of demand lie there: {advice.excess} units too many."
    elif advice.status == AdviceStatus.ORDER and advice.projected < 0:
        words = f"orders wait for {-advice.projected} units that neither lie there nor come."
    elif advice.status == AdviceStatus.ORDER:
        words = f"{advice.projected} is at or below the reorder point {advice.reorder_point}."
    else:
        words = "it is above its reorder point, and not too much." if advice.weekly else "there is nothing to order."
    yield Step("So", AdviceStatus(advice.status).label, words)


def _lying(on_hand: int, available: int) -> str:
    if available < 0:
        return f"{on_hand} on hand, {-available} fewer than orders claim"
    return f"{on_hand} on hand, of them {available} available to new orders"
