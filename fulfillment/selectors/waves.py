"""Waves as a lead sees them: what is planned, how far it is, and who waits and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from fulfillment.models import FulfillmentLine, FulfillmentOrder, PickBatch, Wave
from fulfillment.selectors.releasing import HELD, WAITS, open_work
from fulfillment.statuses import LIVE_TASKS, BatchKind, BatchState, TaskState
from inventory.models import BinStock
from inventory.selectors.bins import PICKABLE

SHOWN = 100
_STOCKED = BinStock.objects.filter(
    quantity__gt=0, location__kind__in=PICKABLE, sku_id=OuterRef("order_line__sku_id"),
    location__warehouse_id=OuterRef("level__warehouse_id"),
)  # fmt: skip
NO_BIN = Exists(
    FulfillmentLine.objects.filter(
        ~Exists(_STOCKED), fulfillment_order=OuterRef("pk"), quantity__gt=F("canceled"), level__isnull=False
    )
)


@dataclass(frozen=True)
class Waiting:
    """Work that is due and in no plan, and why."""

    work: FulfillmentOrder
    reason: str


@dataclass(frozen=True)
class WavePreview:
    """A wave with its batches (``orders``, ``lines``, ``units``) and what of the same cutoff is left out."""

    wave: Wave
    batches: Sequence[PickBatch]
    waiting: Sequence[Waiting]

    @property
    def orders(self) -> int:
        return sum(batch.orders for batch in self.batches)  # type: ignore[attr-defined]

    @property
    def lines(self) -> int:
        return sum(batch.lines for batch in self.batches)  # type: ignore[attr-defined]

    @property
    def units(self) -> int:
        return sum(batch.units for batch in self.batches)  # type: ignore[attr-defined]


def preview_of(wave: Wave) -> WavePreview:
    """Two queries, however large the wave."""
    return WavePreview(wave, list(batches_of(wave)), waiting(wave.warehouse_id, due_by=wave.due_by, kind=wave.kind))


def batches_of(wave: Wave) -> QuerySet[PickBatch]:
    """The wave's batches in the order they are walked, with ``orders``, ``lines`` and ``units``."""
    due = Q(works__lines__quantity__gt=F("works__lines__canceled"))
    units = F("works__lines__quantity") - F("works__lines__canceled")
    return wave.batches.annotate(
        orders=Count("works", distinct=True), lines=Count("works__lines", filter=due),
        units=Coalesce(Sum(units, filter=due), Value(0)),
    ).order_by("pk")  # fmt: skip


def waiting(warehouse_id: int, *, due_by: datetime | None, kind: str, limit: int = SHOWN) -> list[Waiting]:
    """Open work due by then that no plan has, with the reason in words, most urgent first; one query."""
    works = open_work(warehouse_id).filter(batch=None).select_related("order")
    if due_by is not None:
        works = works.filter(late_at__lte=due_by)
    works = works.annotate(is_held=HELD, waits=WAITS, has_no_bin=NO_BIN)
    return [Waiting(work, _reason(work, kind)) for work in works[:limit]]


def _reason(work: FulfillmentOrder, kind: str) -> str:
    facts = (
        ("is_held", "On hold"), ("waits", "Ships complete and waits for goods"), ("has_no_bin", "Lies in no bin"),
    )  # fmt: skip
    for name, words in facts:
        if getattr(work, name):
            return words
    if work.left_out_because:
        return work.left_out_because
    return "Several products" if kind == BatchKind.SINGLE_ITEM else "Came after the plan"


def waves_of(warehouse_id: int) -> QuerySet[Wave]:
    """Waves, the latest first, with ``planned``, ``on_floor`` and ``done`` batches and ``orders``; one query."""
    return Wave.objects.filter(warehouse_id=warehouse_id).annotate(
        planned=Count("batches", filter=Q(batches__state=BatchState.DRAFT), distinct=True),
        on_floor=Count(
            "batches", filter=Q(batches__state__in=[BatchState.RELEASED, BatchState.IN_PROGRESS]), distinct=True
        ),
        done=Count("batches", filter=Q(batches__state=BatchState.DONE), distinct=True),
        orders=Count("batches__works", distinct=True),
    ).order_by("-pk")  # fmt: skip


def batch_in(warehouse_id: int, batch_id: int) -> PickBatch | None:
    """A batch of this warehouse with ``left`` and ``total`` tasks; one query."""
    batches = PickBatch.objects.filter(pk=batch_id, warehouse_id=warehouse_id).select_related("wave")
    return batches.annotate(
        left=Count("tasks", filter=Q(tasks__state__in=LIVE_TASKS)),
        total=Count("tasks", filter=~Q(tasks__state=TaskState.CANCELED)),
    ).first()


def works_in(batch: PickBatch) -> QuerySet[FulfillmentOrder]:
    """What is picked in the batch or planned for it, with ``units``; those that meet at the bench too."""
    inside = Q(batch=batch) | Q(pk__in=batch.tasks.values("line__fulfillment_order"))
    units = Sum(F("lines__quantity") - F("lines__canceled"))
    return FulfillmentOrder.objects.filter(inside).select_related("order").annotate(units=units).order_by("pk")
