"""The cartons suggested for goods at the bench, with the reasons where there is none."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.models import SKU
from fulfillment.cartons.choosing import MOST_PLACED, Plan, plan_for
from fulfillment.cartons.measures import Box, Carton, Item
from fulfillment.models import Packaging
from fulfillment.statuses import SuggestedBy


@dataclass(frozen=True)
class SuggestedCarton:
    """One carton of a suggestion: ``weight_grams`` with its box, ``contents`` by SKU code."""

    packaging: Packaging
    carton: Carton
    contents: dict[str, int]

    @property
    def fill_percent(self) -> int:
        return self.carton.fill_percent

    @property
    def weight_grams(self) -> int:
        return self.carton.grams

    @property
    def by(self) -> SuggestedBy:
        return SuggestedBy.WEIGHT if self.carton.loose else SuggestedBy.MEASURES


@dataclass(frozen=True)
class Suggestion:
    """The cartons, in the order in which they are packed, and what a packer has to know besides, in sentences."""

    cartons: tuple[SuggestedCarton, ...]
    notes: tuple[str, ...]

    def carton_for(self, inside: Iterable[tuple[SKU, int]]) -> SuggestedCarton | None:
        """The carton that is being filled: the one that holds just what is inside, else the first with all of it.

        None when nothing is inside, or what no carton of the suggestion brings together.
        """
        units: Counter[str] = Counter()
        for sku, count in inside:
            units[sku.code] += count
        units = +units
        if not units:
            return None
        holding = [one for one in self.cartons if units <= Counter(one.contents)]
        return next((one for one in holding if units == Counter(one.contents)), holding[0] if holding else None)


def suggest_cartons(contents: Iterable[tuple[SKU, int]], boxes: Sequence[Packaging]) -> Suggestion:
    """As few of these boxes as take the units, then the smallest; no query."""
    items = [item_of(sku) for sku, units in contents for _ in range(units)]
    by_code = {box.code: box for box in boxes}
    plan = plan_for(items, [_box_of(box) for box in boxes])
    cartons = tuple(
        SuggestedCarton(by_code[carton.box.code], carton, dict(Counter(item.sku for item in carton.units)))
        for carton in plan.cartons
    )
    return Suggestion(cartons, tuple(_notes(plan, is_without_boxes=not boxes)) if items else ())


def item_of(sku: SKU) -> Item:
    return Item(sku.code, sku.length_mm, sku.width_mm, sku.height_mm, sku.weight_grams, sku.keep_upright)


def _box_of(box: Packaging) -> Box:
    return Box(box.code, box.length_mm, box.width_mm, box.height_mm, box.tare_grams, box.max_weight_grams)


def _notes(plan: Plan, *, is_without_boxes: bool) -> Iterable[str]:
    if is_without_boxes:
        yield "No box is on the list: the office adds them under packagings."
        return
    for code, units in _counted(plan.own):
        yield f"{units} × {code} in a carton of its own: too large or too heavy for every box."
    loose = [item for carton in plan.cartons for item in carton.loose]
    for code, _ in _counted([item for item in loose if not item.is_measured]):
        yield f"{code} has no measures: its box is suggested by weight alone. Look whether it fits."
    if any(item.is_measured for item in loose):
        yield f"More than {MOST_PLACED} units: divided by volume and weight, without a drawing."
    for code, _ in _counted(plan.unknown):
        yield f"{code} has neither measures nor a weight: take the box it fits into."


def _counted(items: Iterable[Item]) -> list[tuple[str, int]]:
    return sorted(Counter(item.sku for item in items).items())
