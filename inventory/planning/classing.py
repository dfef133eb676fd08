"""Which kind of demand a series is: how often it comes, and how much its sizes vary."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pvariance

from inventory.models.planning import DemandClass

# Source: Syntetos, Boylan and Croston, “On the categorization of demand patterns”, Journal of the Operational
# Research Society 56 (2005), 495-503: the two cuts below which Croston's and SBA's errors cross.
ADI_CUT, CV2_CUT = 1.32, 0.49
# Fewer weeks, or fewer of them with demand, say nothing about a pattern.
LEAST_PERIODS, LEAST_DEMANDS = 8, 2


@dataclass(frozen=True, slots=True)
class Profile:
    """A series' pattern: mean interval between periods with demand, and squared variation of their sizes."""

    demand_class: DemandClass
    adi: float | None
    cv2: float | None


def profile_of(units: Sequence[float]) -> Profile:
    """The class of a series of units per period, oldest first, beginning with its first demand."""
    sizes = [each for each in units if each > 0]
    if not sizes:
        return Profile(DemandClass.NEW, None, None)
    adi = len(units) / len(sizes)
    cv2 = pvariance(sizes) / fmean(sizes) ** 2
    if len(units) < LEAST_PERIODS or len(sizes) < LEAST_DEMANDS:
        return Profile(DemandClass.NEW, adi, cv2)
    if adi < ADI_CUT:
        return Profile(DemandClass.SMOOTH if cv2 < CV2_CUT else DemandClass.ERRATIC, adi, cv2)
    return Profile(DemandClass.INTERMITTENT if cv2 < CV2_CUT else DemandClass.LUMPY, adi, cv2)
