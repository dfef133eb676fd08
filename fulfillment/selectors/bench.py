"""What packers see: the queue, what a scanned code means, and one work with its parcels."""

from dataclasses import dataclass

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, When

from fulfillment.models import FulfillmentLine, FulfillmentOrder, Packaging, Parcel, PickTask
from fulfillment.selectors.boxes import SuggestedCarton, Suggestion, suggest_cartons
from fulfillment.selectors.photos import with_photos
from fulfillment.selectors.today import AT_THE_BENCH
from fulfillment.selectors.weights import expected_weight
from fulfillment.statuses import ParcelState, WorkState

# A begun work first, then what is ready, what is on its way, and last what is done.
TURN = (WorkState.PACKING, WorkState.PICKED, WorkState.PICKING, WorkState.RELEASED)
FINDABLE = (*AT_THE_BENCH, WorkState.PACKED, WorkState.RELEASED, WorkState.PICKING)


@dataclass(frozen=True)
class BenchLine:
    """One line at the bench: units in the open parcel, in closed parcels, and still to pack."""

    line: FulfillmentLine
    inside: int
    left: int


@dataclass(frozen=True)
class Bench:
    """One work being packed.

    ``suggestion`` is about all that is in no closed parcel yet, so that it stays the same from scan to scan;
    ``carton`` is the one of it that the open parcel is, ``inside_grams`` what is in that weighs without a box.
    """

    work: FulfillmentOrder
    parcel: Parcel | None
    lines: list[BenchLine]
    closed: list[Parcel]
    boxes: list[Packaging]
    suggestion: Suggestion
    carton: SuggestedCarton | None
    inside_grams: int
    can_undo: bool

    @property
    def left(self) -> int:
        return sum(line.left for line in self.lines)

    @property
    def inside(self) -> int:
        return sum(line.inside for line in self.lines)

    @property
    def may_type(self) -> bool:
        return any(line.left > line.line.order_line.sku.scan_each_up_to for line in self.lines)


def work_to_pack(warehouse_id: int) -> QuerySet[FulfillmentOrder]:
    """Picked work, most urgent first, with ``units`` left to pack; one query."""
    works = FulfillmentOrder.objects.filter(warehouse_id=warehouse_id, state__in=AT_THE_BENCH)
    units = Sum(F("lines__picked") - F("lines__packed"))
    return works.select_related("order").annotate(units=units).order_by("priority", "late_at", "pk")


def work_by_code(warehouse_id: int, code: str) -> FulfillmentOrder | None:
    """The live work that a scanned tote, work, order or parcel number means; one query.

    Of several in one tote the one that can be packed now, the most urgent first.
    """
    text = code.strip()
    if not text:
        return None
    works = FulfillmentOrder.objects.filter(warehouse_id=warehouse_id, state__in=FINDABLE)
    named = Q(tote__iexact=text) | Q(number__iexact=text) | Q(order__number__iexact=text)
    in_totes = Exists(PickTask.objects.filter(line__fulfillment_order=OuterRef("pk"), tote__iexact=text))
    found = works.filter(named | Q(parcels__number__iexact=text) | in_totes)
    turn = Case(*(When(state=state, then=place) for place, state in enumerate(TURN)), default=len(TURN))
    return found.order_by(turn, "priority", "late_at", "pk").first()


def work_in(warehouse_id: int, work_id: int) -> FulfillmentOrder | None:
    works = FulfillmentOrder.objects.select_related("order__shipping_address", "order__shipping_method", "warehouse")
    return works.filter(pk=work_id, warehouse_id=warehouse_id).first()


def bench_of(work: FulfillmentOrder) -> Bench:
    """Six bounded queries."""
    wanted = with_photos(work.parcels.exclude(state=ParcelState.CANCELED))
    parcels = list(wanted.select_related("packaging").order_by("pk"))
    parcel = next((one for one in parcels if one.state == ParcelState.PACKING), None)
    items = {item.line_id: item for item in parcel.items.all()} if parcel else {}
    lines = []
    for line in work.lines.select_related("order_line__sku__product"):
        inside = items[line.pk].quantity if line.pk in items else 0
        if line.due:
            lines.append(BenchLine(line, inside, line.picked - line.packed - inside))
    boxes = list(Packaging.objects.filter(is_active=True).order_by("max_weight_grams", "pk"))
    unclosed = [(line.line.order_line.sku, line.inside + line.left) for line in lines]
    contents = [(line.line.order_line.sku, line.inside) for line in lines]
    suggestion = suggest_cartons(unclosed, boxes)
    return Bench(
        work=work, parcel=parcel, lines=lines, closed=[one for one in parcels if one is not parcel], boxes=boxes,
        suggestion=suggestion, carton=suggestion.carton_for(contents),
        inside_grams=expected_weight(contents, None).grams,
        can_undo=bool(parcel and parcel.scans.filter(ok=True, undone_at=None, item__isnull=False).exists()),
    )  # fmt: skip
