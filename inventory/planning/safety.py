"""How much to keep against what cannot be foreseen."""

from dataclasses import dataclass
from math import ceil, exp, log, sqrt
from statistics import NormalDist

from inventory.models.planning import DemandClass

DAYS_A_WEEK = 7
# Demand that comes now and then is not normal: its whole distribution is counted through.
COUNTED = (DemandClass.INTERMITTENT, DemandClass.LUMPY, DemandClass.NEW)
# Above this many units a count through is a normal distribution for every purpose.
MOST_COUNTED = 20_000


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Demand while goods are on their way and until the next look: its mean and spread, in units."""

    days: float
    mean: float
    spread: float


@dataclass(frozen=True, slots=True)
class Cushion:
    """The reorder point, and the part of it that is safety stock; ``by`` names the distribution it comes from."""

    reorder_point: int
    safety_stock: int
    factor: float
    by: str


def uncertainty(
    *, weekly: float, error: float, lead_days: float, lead_spread: float, review_days: float
) -> Uncertainty:
    """Mean and spread of demand over lead time and review: √(P·σ² + d²·s²), from error per week and spread in days.

    Source: Silver, Pyke and Thomas, “Inventory and Production Management in Supply Chains”, 4th edition, 2017,
    chapter 6, on a lead time that varies; the forecast's error stands for the spread of demand, and the review
    period is added to the lead time, chapter 6 on periodic review.
    """
    days = lead_days + review_days
    daily = weekly / DAYS_A_WEEK
    variance = days / DAYS_A_WEEK * error**2 + daily**2 * lead_spread**2
    return Uncertainty(days, daily * days, sqrt(variance))


def cushion(demand: Uncertainty, *, service_level: float, demand_class: DemandClass) -> Cushion:
    """The point at which to order so that the percentage ``service_level`` of cycles do not run out.

    Smooth and erratic demand: mean + z·spread, normal. Demand that comes now and then: the smallest number that
    covers it so often by a negative binomial distribution of the same mean and spread (Poisson where the spread is
    no larger than chance's). Source: Axsäter, “Inventory Control”, 3rd edition, 2015, chapter 5.
    """
    share = service_level / 100
    factor = NormalDist().inv_cdf(share)
    if demand_class in COUNTED and 0 < demand.mean <= MOST_COUNTED:
        point = quantile(demand.mean, demand.spread**2, share)
        by = "negative binomial" if demand.spread**2 > demand.mean else "Poisson"
    else:
        point, by = ceil(demand.mean + factor * demand.spread), "normal"
    return Cushion(point, max(0, ceil(point - demand.mean)), round(factor, 3), by)


def quantile(mean: float, variance: float, share: float) -> int:
    """The smallest number of units that is enough with the probability ``share``."""
    units, chance = 0, exp(_log_none(mean, variance))
    covered = chance
    normal = max(1, ceil(mean + NormalDist().inv_cdf(share) * sqrt(max(mean, variance))))
    if not chance:
        # So far from zero that a normal distribution is the same.
        return normal
    size = mean**2 / (variance - mean) if variance > mean else 0.0
    while covered < share and units < 10 * normal + MOST_COUNTED:
        # Each number's chance from that of the one before.
        grows = (units + size) * (1 - mean / variance) if size else mean
        units += 1
        chance *= grows / units
        covered += chance
    return units


def _log_none(mean: float, variance: float) -> float:
    """The logarithm of the chance that nothing is asked for."""
    if variance <= mean:
        return -mean
    return mean**2 / (variance - mean) * log(mean / variance)
