"""What a packed parcel should weigh, and how far from that the scale may be."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.models import SKU
from fulfillment.models import Packaging

# Tape and padding, and what scales at a bench tell apart.
LEAST_TOLERANCE_GRAMS = 50


@dataclass(frozen=True)
class ExpectedWeight:
    """Grams with the box. ``least`` and ``most`` bound what needs no reason; None where nothing can be said."""

    grams: int
    least: int | None = None
    most: int | None = None

    def is_near(self, grams: int) -> bool:
        too_light = self.least is not None and grams < self.least
        too_heavy = self.most is not None and grams > self.most
        return not (too_light or too_heavy)


def expected_weight(contents: Iterable[tuple[SKU, int]], box: Packaging | None) -> ExpectedWeight:
    """Goods and box by the books; no query.

    A box that is not ours, or one without a tolerance, bounds nothing. Goods without a weight leave only the
    lower bound.
    """
    goods = [(sku, units) for sku, units in contents if units > 0]
    grams = sum(sku.weight_grams * units for sku, units in goods) + (box.tare_grams if box else 0)
    if box is None or box.weight_tolerance_percent is None:
        return ExpectedWeight(grams)
    tolerance = max(LEAST_TOLERANCE_GRAMS, grams * box.weight_tolerance_percent // 100)
    is_complete = all(sku.weight_grams for sku, _ in goods)
    return ExpectedWeight(grams, least=grams - tolerance, most=grams + tolerance if is_complete else None)
