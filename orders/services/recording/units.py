"""Units that move on: one place that checks, changes, saves and tells."""

from collections.abc import Callable, Iterable, Mapping

from core.actors import Actor
from core.events import Fact
from orders.errors import NotEnoughUnits
from orders.models import Order, OrderLine
from orders.services.saving import Changes, quantities_of, quantity_changes, save_lines, save_order


def change_units(
    lines: Mapping[int, OrderLine], units: Mapping[int, int], change: Callable[[OrderLine, int], None]
) -> Changes:
    """Apply ``change`` to each named line in memory and tell what changed.

    Raises NotEnoughUnits for a line that is not the order's, or when a quantity would break the
    line's own rules; the caller's transaction is undone by it.
    """
    changes: Changes = {}
    for line_id, count in units.items():
        line = lines.get(line_id)
        if line is None or count < 0:
            raise NotEnoughUnits(f"No line {line_id} with {count} units on this order.", line=line_id)
        before = quantities_of(line)
        change(line, count)
        if not is_sound(line):
            raise NotEnoughUnits(
                f"Line {line.position} ({line.name}) has fewer than {count} units in that place.",
                line=line_id, units=count, quantities=before,
            )  # fmt: skip
        changes |= quantity_changes(line, before)
    return changes


def is_sound(line: OrderLine) -> bool:
    """The checks the database makes too, so that a refusal has words."""
    placed = line.canceled + line.unplaced + line.allocated + line.backordered + line.shipped
    return (
        min(quantities_of(line).values()) >= 0
        and line.ordered == placed
        and line.packed <= line.picked <= line.released <= line.allocated
        and line.delivered + line.lost <= line.shipped
        and line.return_requested + line.returned + line.claimed <= line.shipped
        and line.credited_units + line.sent_anew <= line.shipped
    )


def save_units(
    order: Order,
    lines: Mapping[int, OrderLine],
    changed: Iterable[int],
    *,
    facts: list[Fact],
    actor: Actor,
    changes: Changes,
    fields: Iterable[str] = (),
    note: str = "",
) -> None:
    """Save the changed lines, then the order with its summaries and events."""
    save_lines([lines[line_id] for line_id in changed])
    save_order(order, list(lines.values()), fields=fields, facts=facts, actor=actor, changes=changes, note=note)
