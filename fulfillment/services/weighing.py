"""Hold the scale against the books before a parcel is closed, and keep what was suggested for it."""

from catalog.models import SKU
from core.errors import Blocker, MoveRefused
from fulfillment.models import Packaging, Parcel
from fulfillment.selectors.boxes import suggest_cartons
from fulfillment.selectors.weights import expected_weight
from fulfillment.statuses import SuggestedBy

WEIGHT_OFF = "weight_off"
Contents = list[tuple[SKU, int]]


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


def keep_suggestion(parcel: Parcel, contents: Contents) -> None:
    """The parcel with the box the packer was shown for what is in it; the caller saves."""
    boxes = list(Packaging.objects.filter(is_active=True))
    carton = suggest_cartons(contents, boxes).single
    parcel.suggested_packaging = carton.packaging if carton else None
    parcel.suggested_by = carton.by if carton else SuggestedBy.NOTHING
