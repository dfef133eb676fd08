"""Looking at returned goods and deciding what becomes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from catalog.models import SKU
from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.service import service
from inventory.locks import levels_for_update
from inventory.models import StockLevel
from inventory.services import returning as stock
from inventory.services.opening import open_levels
from returns.events import ReturnInspected
from returns.locks import lock_return, lock_return_lines
from returns.models import Disposition, Grade, Inspection, Return, ReturnLine
from returns.services.moving import move_return
from returns.services.splitting import split_line

BROKEN = (Grade.DAMAGED, Grade.UNUSABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    """``quantity`` units of a return line look like ``grade`` and go where ``disposition`` says."""

    disposition: Disposition
    quantity: int
    grade: Grade = Grade.NEW
    notes: str = ""
    location_id: int | None = None


@service
def inspect_return(*, return_id: int, judgments: Mapping[int, Sequence[Judgment]], actor: Actor) -> Return:
    """Give units of received lines (by return line key) a grade and a way; stock follows.

    Lines may be inspected one after the other; with the last one the return is inspected, once nothing more is to
    come. What a unit cost us is kept with each judgment, where the catalog knows it. Raises NotPermitted, MoveRefused,
    InvalidInput for a line that is not waiting and for broken goods that would be sold again, UnitsDoNotAddUp.
    """
    ret = lock_return(return_id)
    ensure_may(actor, "returns.inspect_return")
    lines = {line.pk: line for line in lock_return_lines(ret)}
    lock_levels(ret, [lines[key] for key in judgments if key in lines])
    for line_id, given in judgments.items():
        line = lines.get(line_id)
        if line is None or not line.waits_for_inspection:
            raise InvalidInput("This line is not waiting for inspection.", field="judgments", line_id=line_id)
        _judge(ret, line, [judgment for judgment in given if judgment.quantity], actor=actor)
    if not any(line.waits_for_inspection or line.is_awaited for line in lock_return_lines(ret)):
        move_return(ret, "inspect", fact=ReturnInspected, actor=actor, fields=("inspected_at",), now=timezone.now())
    return ret


def lock_levels(ret: Return, lines: Sequence[ReturnLine]) -> None:
    """All of them by key before the first changes: two clerks with the same goods in another order take turns."""
    tracked = [line for line in lines if line.order_line.track_stock]
    keys = open_levels((line.order_line.sku_id, line.warehouse_id or ret.warehouse_id) for line in tracked)
    levels_for_update(keys.values())


def ensure_sellable(judgments: Sequence[Judgment]) -> None:
    """What is broken is not sent to the next customer. Raises InvalidInput."""
    for judgment in judgments:
        if judgment.disposition == Disposition.RESTOCK and judgment.grade in BROKEN:
            what = f"{judgment.grade.label} goods do not go back to the shelf: they would be sold again."
            raise InvalidInput(f"{what} Choose another way for them, or another condition.", field="grade")


def _judge(ret: Return, line: ReturnLine, judgments: Sequence[Judgment], *, actor: Actor) -> None:
    ensure_sellable(judgments)
    parts = split_line(line, "disposition", [(judgment.disposition, judgment.quantity) for judgment in judgments])
    sku = SKU.objects.only("unit_cost", "cost_currency").get(pk=line.order_line.sku_id)
    Inspection.objects.bulk_create(
        Inspection(
            line=part, grade=judgment.grade, notes=judgment.notes.strip(), inspected_by=actor.label,
            unit_cost=sku.unit_cost, cost_currency=sku.cost_currency,
        )
        for part, judgment in zip(parts, judgments, strict=True)
    )  # fmt: skip
    if not line.order_line.track_stock:
        return
    level_id = StockLevel.objects.values_list("pk", flat=True).get(
        sku_id=line.order_line.sku_id, warehouse_id=line.warehouse_id or ret.warehouse_id
    )
    for judgment in judgments:
        _move_stock(level_id, judgment, reference=ret.number, actor=actor)


def _move_stock(level_id: int, judgment: Judgment, *, reference: str, actor: Actor) -> None:
    """Only restocked units can be sold again; scrapped, missing and sent-back ones leave the books."""
    quantity = judgment.quantity
    match judgment.disposition:
        case Disposition.RESTOCK:
            stock.restock_units(
                level_id=level_id, quantity=quantity, to_location_id=judgment.location_id,
                cause_reference=reference, actor=actor,
            )  # fmt: skip
        case Disposition.QUARANTINE | Disposition.REFURBISH:
            stock.quarantine_units(level_id=level_id, quantity=quantity, cause_reference=reference, actor=actor)
        case _:
            stock.scrap_units(level_id=level_id, quantity=quantity, cause_reference=reference, actor=actor)
