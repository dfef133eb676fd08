"""Save what a service changed on a locked order: named fields, the version, the summaries, the event."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.actors import Actor
from core.bulk import update_rows
from core.events import Fact, Publication, publish_many
from core.fsm import perform
from orders.models import Order, OrderLine
from orders.models.line import QUANTITIES
from orders.services.asking import questions_after
from orders.services.summaries import refresh_summaries
from orders.told import told_of

_LINE_COLUMNS = {
    **dict.fromkeys(QUANTITIES, "int"),
    "canceled_amount": "numeric", "canceled_discount_amount": "numeric", "canceled_tax_amount": "numeric",
    "promise_on": "date", "delivered_at": "timestamptz",
}  # fmt: skip

Changes = dict[str, list[Any]]


def move_order(order: Order, move: str, *, actor: Actor, **arguments: Any) -> Changes:
    """Make a move in memory; tells the change of state. Raises NotPermitted or MoveRefused."""
    before, after = perform(order, move, actor=actor, **arguments)
    return {"state": [before, after]}


def quantity_changes(line: OrderLine, before: Mapping[str, int]) -> Changes:
    """``{"line 3 allocated": [5, 0]}`` for what differs from ``before``."""
    return {
        f"line {line.position} {name}": [before[name], getattr(line, name)]
        for name in QUANTITIES
        if before[name] != getattr(line, name)
    }


def quantities_of(line: OrderLine) -> dict[str, int]:
    return {name: getattr(line, name) for name in QUANTITIES}


def save_lines(lines: Iterable[OrderLine]) -> None:
    """Write quantities and canceled shares of changed lines in one statement."""
    changed = list(lines)
    if changed:
        update_rows(OrderLine, changed, _LINE_COLUMNS)


def save_order(
    order: Order,
    lines: Sequence[OrderLine],
    *,
    fields: Iterable[str],
    facts: Sequence[Fact],
    actor: Actor,
    changes: Changes | None = None,
    note: str = "",
) -> None:
    """Refresh the summaries, raise the version, save the named fields and tell the facts.

    ``changes`` and ``note`` go with the first fact, and with them whatever else changed since the row was locked of
    the columns that the timeline tells. Lines that slipped make one question to the customer.
    """
    seen = order.told_as or told_of(order)
    refreshed = refresh_summaries(order, lines)
    order.version += 1
    order.save(update_fields=["version", *dict.fromkeys([*fields, *refreshed])])
    order.told_as = told_of(order)
    unsaid = {name: [old, order.told_as[name]] for name, old in seen.items() if old != order.told_as[name]}
    publish_many(
        Publication(
            fact=fact,
            actor=actor,
            changes={**unsaid, **(changes or {})} if index == 0 else {},
            note=note if index == 0 else "",
        )
        for index, fact in enumerate([*facts, *questions_after(order, lines, facts, actor=actor)])
    )
