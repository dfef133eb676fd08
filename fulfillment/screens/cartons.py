"""The parts of the bench's page about boxes: the suggestion drawn, and the form that closes a parcel."""

from dataclasses import dataclass

from django.http import QueryDict

from core.errors import MoveRefused, OmsError
from fulfillment.models import Packaging
from fulfillment.screens.drawing import Level, levels_of
from fulfillment.selectors.bench import Bench
from fulfillment.selectors.boxes import SuggestedCarton
from fulfillment.services.weighing import WEIGHT_OFF

WEIGHT_REASONS = (
    "More padding than usual",
    "A leaflet or a gift is inside",
    "The product's weight in the books is wrong",
    "The box is another one",
    "Something else",
)


@dataclass(frozen=True)
class DrawnCarton:
    """A suggested carton with its levels; the view is a little larger than the box, for the line around it."""

    carton: SuggestedCarton
    levels: list[Level]

    @property
    def view_length(self) -> int:
        return self.carton.packaging.length_mm + 4

    @property
    def view_width(self) -> int:
        return self.carton.packaging.width_mm + 4


@dataclass(frozen=True)
class CloseForm:
    """What stands in the form before the packer touches it, or what was sent and refused."""

    box: Packaging | None
    expected_grams: int
    weight_grams: str = ""
    asks_reason: bool = False


def drawn(bench: Bench) -> list[DrawnCarton]:
    return [DrawnCarton(one, levels_of(one.carton)) for one in bench.suggestion.cartons]


def close_form(bench: Bench, *, asked: QueryDict | None = None, error: OmsError | None = None) -> CloseForm:
    """The suggested box, or the one that was sent; asks why the weight differs once that stands in the way."""
    box = bench.carton.packaging if bench.carton else None
    if asked is not None:
        box = next((one for one in bench.boxes if str(one.pk) == asked.get("packaging", "")), None)
    return CloseForm(
        box=box,
        expected_grams=bench.inside_grams + (box.tare_grams if box else 0),
        weight_grams=asked.get("weight_grams", "") if asked is not None else "",
        asks_reason=isinstance(error, MoveRefused) and any(one.code == WEIGHT_OFF for one in error.blockers),
    )


def weight_reason(asked: QueryDict) -> str:
    """The chosen reason and the packer's own words, as one sentence; empty when neither was given."""
    words = (asked.get("weight_reason", "").strip(), asked.get("weight_note", "").strip())
    return ": ".join(word for word in words if word)
