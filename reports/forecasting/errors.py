"""How wrong a forecast was, so that series of any size can be compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean


@dataclass(frozen=True, slots=True)
class Score:
    """Errors of one forecast against what came, scaled by the naive forecast's within the history.

    ``mase`` from absolute, ``rmsse`` from squared errors, ``bias`` signed: below zero too little was foreseen.
    Source: Hyndman and Koehler, “Another look at measures of forecast accuracy”, International Journal of
    Forecasting 22 (2006), 679-688; RMSSE as in the M5 competition.
    """

    mase: float
    rmsse: float
    bias: float


def score(history: Sequence[float], actual: Sequence[float], foreseen: Sequence[float]) -> Score | None:
    """The scaled errors; None for a history that never changed, which gives nothing to scale by."""
    steps = [after - before for before, after in pairwise(history)]
    scale = fmean(map(abs, steps)) if steps else 0.0
    if not scale:
        return None
    errors = [guess - came for came, guess in zip(actual, foreseen, strict=True)]
    squares = sqrt(fmean(error**2 for error in errors) / fmean(step**2 for step in steps))
    return Score(fmean(map(abs, errors)) / scale, squares, fmean(errors) / scale)
