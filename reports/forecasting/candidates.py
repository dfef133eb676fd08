"""Which methods may be chosen for which class of demand."""

from collections.abc import Mapping, Sequence

from inventory.models import DemandClass

NAIVE, SEASONAL_NAIVE = "Naive", "SeasonalNaive"
BASELINES = (NAIVE, SEASONAL_NAIVE)
# For what has too little history to be compared with anything.
SHORT_METHOD = "HistoricAverage"
_ANY = (*BASELINES, "HistoricAverage", "WindowAverage", "SES", "TSB", "ADIDA", "IMAPA", "CrostonSBA")
# These fit a trend or a season, which a series of mostly zeros does not show, and cost a hundred times as much.
_STEADY = ("AutoETS", "SeasonalETS", "Theta", "DynamicTheta")
CANDIDATES: Mapping[DemandClass, Sequence[str]] = {
    DemandClass.SMOOTH: (*_ANY, *_STEADY),
    DemandClass.ERRATIC: (*_ANY, *_STEADY),
    DemandClass.INTERMITTENT: _ANY,
    DemandClass.LUMPY: _ANY,
}
WEEKS_A_YEAR, WEEKS_A_MONTH = 52, 4


def season_of(weeks: int) -> int:
    """Weeks of one cycle that a history of so many weeks can show: a year once there are two, else four weeks."""
    return WEEKS_A_YEAR if weeks >= 2 * WEEKS_A_YEAR else WEEKS_A_MONTH


# A class with fewer series of our own is not judged by them.
LEAST_SERIES = 10
# What the backtest on the public data set chose, see docs/how/stock-planning.md; for a house too young to judge.
PUBLIC_CHOICE: Mapping[DemandClass, str] = {
    DemandClass.SMOOTH: "TSB",
    DemandClass.ERRATIC: "ADIDA",
    DemandClass.INTERMITTENT: "WindowAverage",
    DemandClass.LUMPY: "WindowAverage",
}
