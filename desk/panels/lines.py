"""An order's lines with their quantities as bars, and where each unit is to come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Value

from core.money import format_rate
from orders.models import Allocation, Backorder, Order, OrderLine, Promise


@dataclass(frozen=True)
class Segment:
    """Part of a line's bar: units in one place, with its width in percent."""

    kind: str
    label: str
    units: int
    percent: str


@dataclass(frozen=True)
class LineRow:
    """A line as the page shows it; amounts in the order's currency."""

    line: OrderLine
    segments: Sequence[Segment]
    price: str
    amount: Decimal
    sources: str
    promise_on: date | None
    has_slipped: bool
    slips: Sequence[Promise]


def line_rows(order: Order, lines: Sequence[OrderLine]) -> list[LineRow]:
    """All lines; one query for their sources, and one for what moved their promises where any moved."""
    sources, slips = _sources(order), _slips(order, lines)
    return [
        LineRow(
            line=line,
            segments=segments(line),
            price=format_rate(line.unit_price, order.currency),
            amount=line.amount - line.canceled_amount,
            sources=sources.get(line.pk, ""),
            promise_on=line.promise_on,
            has_slipped=bool(
                line.promise_on and line.original_promise_on and line.promise_on > line.original_promise_on
            ),
            slips=slips.get(line.pk, ()),
        )
        for line in lines
    ]


def segments(line: OrderLine) -> list[Segment]:
    """Where the ordered units are; the units of all segments sum to ``ordered``."""
    parts = (
        ("returned", "returned", line.returned),
        ("delivered", "delivered", line.delivered - min(line.returned, line.delivered)),
        ("lost", "lost", line.lost),
        ("shipped", "on the road", line.shipped - line.lost - max(line.delivered, line.returned)),
        ("picked", "picked", line.picked),
        ("allocated", "allocated", line.allocated - line.picked),
        ("backordered", "backordered", line.backordered),
        ("open", "not placed", line.unplaced),
        ("canceled", "canceled", line.canceled),
    )
    whole = line.ordered or 1
    return [Segment(kind, label, units, f"{100 * units / whole:.2f}") for kind, label, units in parts if units > 0]


def _slips(order: Order, lines: Sequence[OrderLine]) -> Mapping[int, list[Promise]]:
    """By line every change of its promised day after the first, oldest first."""
    if all(line.promise_on == line.original_promise_on for line in lines):
        return {}
    moved: dict[int, list[Promise]] = {}
    for promise in Promise.objects.filter(line__order=order, from_on__isnull=False).order_by("pk"):
        moved.setdefault(promise.line_id, []).append(promise)
    return moved


def _sources(order: Order) -> Mapping[int, str]:
    claims = [
        model.objects.filter(line__order=order, quantity__gt=0).values_list(
            "line_id", "quantity", "level__warehouse__name", Value(tail)
        )
        for model, tail in ((Allocation, ""), (Backorder, " awaited"))
    ]
    words: dict[int, list[str]] = {}
    for line_id, quantity, warehouse, tail in claims[0].union(claims[1], all=True):
        words.setdefault(line_id, []).append(f"{quantity} from {warehouse}{tail}")
    return {line_id: ", ".join(parts) for line_id, parts in words.items()}
