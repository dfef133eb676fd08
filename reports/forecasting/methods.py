"""The forecasting methods of the house, each from weeks to weeks.

The only module that imports the library. It takes two seconds and a hundred megabytes, so no web or worker
process may import it: commands do. See docs/adr/0026-forecasts-in-a-process-of-their-own.md.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from statsforecast import models

# The library's exponential smoothing knows seasons of at most 24 periods: a longer one is taken out first.
LONGEST_ETS_SEASON = 24
WINDOW, SMOOTHING = 8, 0.2


def _seasonal(season: int) -> Any:
    if season <= LONGEST_ETS_SEASON:
        return models.AutoETS(season_length=season)
    return models.MSTL(season_length=season, trend_forecaster=models.AutoETS(season_length=1, model="ZZN"))


_MAKERS: Mapping[str, Callable[[int], Any]] = {
    "Naive": lambda season: models.Naive(),
    "SeasonalNaive": lambda season: models.SeasonalNaive(season_length=season),
    "HistoricAverage": lambda season: models.HistoricAverage(),
    "WindowAverage": lambda season: models.WindowAverage(window_size=WINDOW),
    "SES": lambda season: models.SimpleExponentialSmoothingOptimized(),
    "AutoETS": lambda season: models.AutoETS(season_length=1),
    "SeasonalETS": _seasonal,
    "Theta": lambda season: models.Theta(season_length=1),
    "DynamicTheta": lambda season: models.DynamicOptimizedTheta(season_length=1),
    "CrostonSBA": lambda season: models.CrostonSBA(),
    "TSB": lambda season: models.TSB(alpha_d=SMOOTHING, alpha_p=SMOOTHING),
    "ADIDA": lambda season: models.ADIDA(),
    "IMAPA": lambda season: models.IMAPA(),
}
# Cycles below which there is no season to see, and the plain form that is asked then.
_PLAIN = {"SeasonalETS": (2, "AutoETS"), "SeasonalNaive": (1, "Naive")}


def forecast(method: str, units: Sequence[float], *, horizon: int, season: int) -> list[float]:
    """Units of each of the next ``horizon`` periods, none below zero; ``season`` is the periods of one cycle."""
    cycles, plain = _PLAIN.get(method, (0, method))
    if len(units) < cycles * season:
        method = plain
    history = np.asarray(units, dtype=np.float64)
    # Of a short history some models divide by no degrees of freedom; only the spread they state suffers.
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.asarray(_MAKERS[method](season).forecast(y=history, h=horizon)["mean"], dtype=np.float64)
    known = np.nan_to_num(mean, nan=float(history.mean()))
    return [float(each) for each in np.maximum(0.0, known)]
