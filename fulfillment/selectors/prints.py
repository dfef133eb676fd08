"""How often papers of the floor were printed."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Max

from fulfillment.models import PaperPrint
from fulfillment.statuses import Paper

ONCE, TWICE = 1, 2


def printed_words(parcel_ids: Collection[int]) -> Mapping[int, str]:
    """By parcel, which of its papers were printed and how often, in words; one query, none without parcels.

    Of papers that replaced each other the one printed most often is told.
    """
    if not parcel_ids:
        return {}
    rows = PaperPrint.objects.filter(parcel__in=parcel_ids).values_list("parcel_id", "paper").annotate(Max("copy"))
    told: dict[int, list[str]] = defaultdict(list)
    for parcel_id, paper, copies in rows.order_by("parcel_id", "paper"):
        told[parcel_id].append(f"{Paper(paper).label.lower()} {times(copies)}")
    return {parcel_id: f"Printed: {', '.join(words)}" for parcel_id, words in told.items()}


def printed_of_batch(batch_id: int) -> str:
    """How often its pick list was printed, in words; empty when never. One query."""
    copies = PaperPrint.objects.filter(batch=batch_id, paper=Paper.PICK_LIST).aggregate(most=Max("copy"))["most"]
    return f"Pick list printed {times(copies)}" if copies else ""


def times(count: int) -> str:
    return {ONCE: "once", TWICE: "twice"}.get(count, f"{count} times")
