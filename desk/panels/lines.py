"""An order's lines with their quantities as bars, and where each unit is to come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Value

from core.money import ZERO, format_rate
from orders.editing.kits import kits_left, lines_by_kit
from orders.models import Allocation, Backorder, Order, OrderKit, OrderLine, Promise


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
    kit: "KitRow | None" = None


@dataclass(frozen=True)
class KitRow:
    """A kit above the first of its lines; ``amount`` is of those not canceled."""

    kit: OrderKit
    left: int
    price: str
    amount: Decimal


def line_rows(order: Order, lines: Sequence[OrderLine]) -> list[LineRow]:
    """All lines; one query for their sources, and one for what moved their promises where any moved.

    Lines come with their kits read.
    """
    sources, slips = _sources(order), _slips(order, lines)
    kits = {own[0].pk: _kit_row(order, own) for own in lines_by_kit(lines).values()}
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
            kit=kits.get(line.pk),
        )
        for line in lines
    ]


def _kit_row(order: Order, lines: Sequence[OrderLine]) -> KitRow | None:
    kit = lines[0].kit
    if kit is None:
        return None
    amount = sum((line.amount - line.canceled_amount for line in lines), ZERO)
    return KitRow(kit, kits_left(lines), format_rate(kit.unit_price, order.currency), amount)


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
