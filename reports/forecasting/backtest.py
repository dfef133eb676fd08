"""Methods compared on the past: chosen on some weeks, judged on later ones that the choice never saw."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from inventory.models import DemandClass
from inventory.planning.classing import LEAST_PERIODS, profile_of
from reports.forecasting.candidates import BASELINES, CANDIDATES, NAIVE, SEASONAL_NAIVE, season_of
from reports.forecasting.errors import Score, score
from reports.forecasting.methods import forecast

# Weeks a choice is made by: more of them make it no better, only longer than a process may take.
MOST_ORIGINS = 8
Scores = dict[DemandClass, dict[str, list[Score]]]


@dataclass(frozen=True, slots=True)
class Series:
    """Units per week beginning with the first demand, ``start`` weeks after the calendar began."""

    key: str
    start: int
    units: Sequence[float]


@dataclass(frozen=True, slots=True)
class Plan:
    """Weeks after which a forecast is made: those to choose by, and the last one, to judge by.

    The weeks the choice looks at end before those begin that the judgement looks at.
    """

    weeks: int
    horizon: int
    season: int
    choosing: Sequence[int]
    judging: Sequence[int]

    @classmethod
    def over(cls, weeks: int, *, horizon: int) -> "Plan":
        """Raises ValueError for fewer weeks than it takes."""
        first, last = max(LEAST_PERIODS, weeks // 2), weeks - 2 * horizon
        if last < first:
            raise ValueError(f"{weeks} weeks are too few: choosing and judging over {horizon} weeks takes more.")
        step = -(-(last + 1 - first) // MOST_ORIGINS)
        return cls(weeks, horizon, season_of(first), range(first, last + 1, step), (weeks - horizon,))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one class: the method chosen, and every method's mean errors on the weeks it was judged by."""

    demand_class: DemandClass
    method: str
    series: int
    points: int
    chosen_by: Mapping[str, float]
    judged: Mapping[str, Mapping[str, float]]

    @property
    def beats_naive(self) -> bool:
        return self.method not in BASELINES

    def as_data(self) -> dict[str, Any]:
        """The verdict as JSON keeps it; errors with four decimals."""
        mine = self.judged.get(self.method, {}).get("mase")
        naive, seasonal = (self.judged.get(name, {}).get("mase") for name in (NAIVE, SEASONAL_NAIVE))
        return {
            "class": str(self.demand_class), "method": self.method, "series": self.series, "points": self.points,
            "mase": mine, "mase_naive": naive, "mase_seasonal_naive": seasonal,
            "against_naive": _ratio(mine, naive), "against_seasonal_naive": _ratio(mine, seasonal),
            "chosen_by": dict(self.chosen_by), "judged": {name: dict(each) for name, each in self.judged.items()},
        }  # fmt: skip


def _ratio(mine: float | None, other: float | None) -> float | None:
    return round(mine / other, 4) if mine is not None and other else None


def backtest(series: Iterable[Series], plan: Plan) -> list[Verdict]:
    """A verdict for each class of which there is a series; what is chosen has the lowest mean MASE."""
    every = list(series)
    choosing = scores_of(every, plan, plan.choosing)
    chosen = {each: _best(choosing[each]) for each in CANDIDATES if choosing.get(each)}
    judging = scores_of(every, plan, plan.judging)
    return [
        Verdict(
            each, method, len(judging.get(each, {}).get(NAIVE, ())),
            plan.horizon * len(judging.get(each, {}).get(NAIVE, ())),
            {name: round(fmean(one.mase for one in own), 4) for name, own in choosing[each].items()},
            {name: _means(own) for name, own in judging.get(each, {}).items()},
        )
        for each, method in chosen.items()
    ]  # fmt: skip


def scores_of(series: Iterable[Series], plan: Plan, origins: Iterable[int]) -> Scores:
    """By class and method, a score for each series at each origin; the class is what was known at the origin."""
    scores: Scores = defaultdict(lambda: defaultdict(list))
    for one in series:
        for origin in origins:
            known = one.units[: max(0, origin - one.start)]
            own_class = profile_of(known).demand_class
            if own_class not in CANDIDATES:
                continue
            came = one.units[len(known) : len(known) + plan.horizon]
            for name in CANDIDATES[own_class]:
                found = score(known, came, forecast(name, known, horizon=plan.horizon, season=plan.season))
                if found is None:
                    break
                scores[own_class][name].append(found)
    return scores


def _best(scores: Mapping[str, Sequence[Score]]) -> str:
    """The lowest mean MASE; of equals the simplest, which stands first among the candidates."""
    return min(scores, key=lambda name: fmean(one.mase for one in scores[name]))


def _means(scores: Sequence[Score]) -> dict[str, float]:
    return {
        "mase": round(fmean(one.mase for one in scores), 4),
        "mase_median": round(median(one.mase for one in scores), 4),
        "rmsse": round(fmean(one.rmsse for one in scores), 4),
        "bias": round(fmean(one.bias for one in scores), 4),
    }
