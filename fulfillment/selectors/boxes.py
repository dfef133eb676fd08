"""The smallest box that holds some goods, by volume, weight and longest side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.models import SKU
from fulfillment.models import Packaging

# Goods do not fill a box to the last corner.
USABLE_PERCENT = 85


@dataclass(frozen=True)
class Fit:
    """The box suggested (None: none is large enough) and the weight to expect on the scale, in grams."""

    box: Packaging | None
    expected_grams: int


def suggest_box(contents: Iterable[tuple[SKU, int]], boxes: Sequence[Packaging]) -> Fit:
    """Goods without measures take no room, so a box may be suggested that is too small; the packer sees it."""
    goods = [(sku, units) for sku, units in contents if units > 0]
    weight = sum(sku.weight_grams * units for sku, units in goods)
    volume = sum(sku.length_mm * sku.width_mm * sku.height_mm * units for sku, units in goods)
    sides = [sorted((sku.length_mm, sku.width_mm, sku.height_mm)) for sku, _ in goods]
    needed = [max((side[axis] for side in sides), default=0) for axis in range(3)]
    for box in sorted(boxes, key=lambda box: (box.volume_mm3, box.pk)):
        inner = sorted((box.length_mm, box.width_mm, box.height_mm))
        if (
            volume * 100 <= box.volume_mm3 * USABLE_PERCENT
            and weight + box.tare_grams <= box.max_weight_grams
            and all(have >= want for have, want in zip(inner, needed, strict=True))
        ):
            return Fit(box, weight + box.tare_grams)
    return Fit(None, weight)
