"""A return line is never partial: units that take another way get a line of their own."""

from collections.abc import Mapping, Sequence

from core.wording import units_are
from returns.errors import UnitsDoNotAddUp
from returns.models import ReturnLine


def split_line(line: ReturnLine, column: str, parts: Sequence[tuple[str, int]]) -> list[ReturnLine]:
    """Write each part's value into ``column``: the first part keeps the row, the others get new ones.

    Raises UnitsDoNotAddUp unless the parts are exactly the line's units.
    """
    counted = [(value, count) for value, count in parts if count]
    named = sum(count for _, count in counted)
    if any(count < 0 for _, count in counted) or named != line.quantity:
        raise UnitsDoNotAddUp(
            f"{units_are(line.quantity)} on the line, but the numbers add up to {named}. Change them.",
            field="units",
            line_id=line.pk,
        )
    (value, count), *others = counted
    line.quantity = count
    setattr(line, column, value)
    line.save(update_fields=["quantity", column])
    return [line, *(_sibling(line, count, {column: value}) for value, count in others)]


def _sibling(line: ReturnLine, quantity: int, fields: Mapping[str, str]) -> ReturnLine:
    kept = {"reception": line.reception, "disposition": line.disposition, **fields}
    sibling = ReturnLine(
        rma=line.rma, order_line=line.order_line, quantity=quantity, was_requested=line.was_requested,
        warehouse_id=line.warehouse_id, restocking_percent=line.restocking_percent,
        restocking_amount=line.restocking_amount, **kept,
    )  # fmt: skip
    sibling.save(force_insert=True)
    return sibling
