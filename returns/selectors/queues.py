"""What waits for somebody, by what is to be done."""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from returns.models import Reception, Resolution, Return, ReturnLine, ReturnState, StrayItem

KEY = "returns.queue_counts"


@dataclass(frozen=True, slots=True)
class Queue:
    """One kind of work: its rows, and how the office calls it."""

    name: str
    title: str
    rows: Q


_LINES = ReturnLine.objects.filter(rma=OuterRef("pk"))
_UNSEEN = Exists(_LINES.filter(reception=Reception.RECEIVED, disposition=""))
_TO_COME = Exists(_LINES.filter(reception=Reception.AWAITING))
_STRAYS = Exists(StrayItem.objects.filter(rma=OuterRef("pk"), fate=""))
QUEUES = (
    Queue("decide", "To decide", Q(state=ReturnState.REQUESTED)),
    Queue("come", "To come", Q(state__in=[ReturnState.APPROVED, ReturnState.IN_TRANSIT])),
    Queue("inspect", "To inspect", Q(_UNSEEN, state=ReturnState.RECEIVED)),
    Queue("boxes", "More boxes to come", Q(_TO_COME, state=ReturnState.RECEIVED)),
    Queue("strays", "Foreign goods to decide", Q(_STRAYS)),
    Queue("settle", "To settle", Q(state=ReturnState.INSPECTED)),
    Queue("back", "Repaired, to send back", Q(
        state=ReturnState.RESOLVED, resolution=Resolution.REPAIR, goods_back_at=None,
    )),
    Queue("money", "Money on its way", Q(state=ReturnState.RESOLVED) & ~Q(resolution=Resolution.REPAIR)),
)  # fmt: skip


def returns_in(queue: str) -> Q:
    """The rows of a queue; none for a name that is none."""
    return next((one.rows for one in QUEUES if one.name == queue), Q(pk=None))


def queue_counts(returns: QuerySet[Return]) -> dict[str, int]:
    """How many of the returns wait in each queue, by its name. Two queries, over what is open alone.

    A return may be over while goods that came with it are undecided. Their keys are read first: one condition over
    both would read every return there is.
    """
    undecided = list(StrayItem.objects.filter(fate="").values_list("rma", flat=True).distinct())
    counts = {one.name: Count("pk", filter=one.rows) for one in QUEUES}
    return returns.filter(Q(ended_at=None) | Q(pk__in=undecided)).aggregate(**counts)


def counted_queues() -> dict[str, int]:
    """The same of all returns, ``COUNTS_KEPT_SECONDS`` old at most: the list of returns counts nothing by itself."""
    counts: dict[str, int] = cache.get_or_set(KEY, _count_all, settings.COUNTS_KEPT_SECONDS) or {}
    return counts


def _count_all() -> dict[str, int]:
    return queue_counts(Return.objects.all())


def oldest_first(returns: QuerySet[Return]) -> QuerySet[Return]:
    """In a queue whoever waited longest is first."""
    return returns.order_by(F("received_at").asc(nulls_last=True), "requested_at", "pk")
