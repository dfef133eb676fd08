"""Hold the scale against the books before a parcel is closed, and keep what was suggested for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.models import SKU
from core.errors import Blocker, MoveRefused
from fulfillment.models import FulfillmentLine, Packaging, Parcel
from fulfillment.selectors.boxes import Suggestion, suggest_cartons
from fulfillment.selectors.weights import expected_weight
from fulfillment.statuses import SuggestedBy

WEIGHT_OFF = "weight_off"
Contents = list[tuple[SKU, int]]


@dataclass(frozen=True, slots=True)
class Planned:
    """A suggestion, and the units by line that it was made for."""

    units: dict[int, int]
    suggestion: Suggestion


def weigh(parcel: Parcel, contents: Contents, *, reason: str) -> None:
    """The parcel with its expected weight and, where the scale differs, the reason; the caller saves.

    Raises MoveRefused, with the code ``weight_off``, outside the tolerance of its box and without a reason; so no
    label is bought before somebody looked.
    """
    expected = expected_weight(contents, parcel.packaging)
    weight = parcel.weight_grams or 0
    is_off = weight > 0 and not expected.is_near(weight)
    if is_off and not reason.strip():
        side = "more" if weight > expected.grams else "less"
        apart = f"{abs(weight - expected.grams)} g {side} than expected"
        sentence = f"it weighs {weight} g, {apart} ({expected.grams} g with the box)."
        fix = "Look whether something is missing or too much and weigh again, or give the reason and close it."
        raise MoveRefused("close", [Blocker(WEIGHT_OFF, sentence, fix=fix)])
    parcel.expected_grams = expected.grams
    parcel.weight_reason = reason.strip()[:200] if is_off else ""


def plan_unclosed(parcel_id: int) -> Planned:
    """The cartons for what is in no closed parcel of the work, as the bench shows them; two queries.

    Arranging may take its time, so it is done before any lock.
    """
    lines = FulfillmentLine.objects.filter(fulfillment_order__parcels=parcel_id).select_related("order_line__sku")
    found = list(lines.order_by("pk"))
    units = units_unclosed(found)
    boxes = list(Packaging.objects.filter(is_active=True))
    return Planned(units, suggest_cartons([(line.order_line.sku, units.get(line.pk, 0)) for line in found], boxes))


def units_unclosed(lines: Iterable[FulfillmentLine]) -> dict[int, int]:
    """Units picked and in no closed parcel yet, by line that is still wanted."""
    return {line.pk: line.picked - line.packed for line in lines if line.due and line.picked > line.packed}


def keep_suggestion(parcel: Parcel, contents: Contents, planned: Planned) -> None:
    """The parcel with the box the packer was shown for what is in it; the caller saves.

    The parcel and its work are locked. What was planned for other units than are there now is planned anew.
    """
    if planned.units != units_unclosed(parcel.fulfillment_order.lines.all()):
        planned = plan_unclosed(parcel.pk)
    carton = planned.suggestion.carton_for(contents)
    parcel.suggested_packaging = carton.packaging if carton else None
    parcel.suggested_by = carton.by if carton else SuggestedBy.NOTHING
