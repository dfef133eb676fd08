"""Carry units of one order into lines of another: their claims go along, the stock levels stay as they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from core.money import ZERO, line_amount
from orders.errors import NotEnoughUnits
from orders.models import Allocation, Backorder, Order, OrderLine, Promise, PromiseCause
from orders.selectors.worth import canceled_value
from orders.services.canceling import take_back_money
from orders.services.claims import Claims, lock_claims
from orders.services.saving import Changes, quantities_of, quantity_changes, save_lines

C = TypeVar("C", Allocation, Backorder)


@dataclass(frozen=True, slots=True)
class Carried:
    """The new lines of the other order, unsaved totals aside, and what changed on the one they came from."""

    lines: list[OrderLine]
    changes: Changes


def carry_units(
    source: Order, lines: Mapping[int, OrderLine], units: Mapping[int, int], *, into: Order, first_position: int
) -> Carried:
    """New lines of ``into`` with these units of the locked ``source``, at the prices and net worth they had.

    Units that wait go before those that lie in stock. On ``source`` they count as canceled. What a unit costs
    after discounts is carried to the cent; its tax is the other order's own. The caller saves both orders.
    Raises NotEnoughUnits for units whose price cannot be parted to the cent.
    """
    wanted = {line_id: count for line_id, count in sorted(units.items()) if count}
    claims = lock_claims(wanted)
    made: list[OrderLine] = []
    changes: Changes = {}
    for position, (line_id, count) in enumerate(wanted.items(), start=first_position):
        line, before = lines[line_id], quantities_of(lines[line_id])
        fresh = _line_like(line, count, into, position)
        _carry_claims(claims, line, fresh, count)
        take_back_money(source, line, count)
        line.canceled += count
        changes |= quantity_changes(line, before)
        made.append(fresh)
    Allocation.objects.bulk_update(claims.allocations, ["quantity"])
    Backorder.objects.bulk_update(claims.backorders, ["quantity"])
    save_lines([lines[line_id] for line_id in wanted])
    OrderLine.objects.bulk_update(made, ["allocated", "backordered", "unplaced"])
    return Carried(made, changes)


def _line_like(line: OrderLine, count: int, into: Order, position: int) -> OrderLine:
    worth = canceled_value(line, count)
    amount = line_amount(count, line.unit_price, into.currency)
    discount = amount - (worth.amount - worth.discount)
    if not ZERO <= discount <= amount:
        raise NotEnoughUnits(
            f"Line {line.position}: {count} units of {line.name} cannot be parted to the cent. Take all of them.",
            field="units", line=line.pk,
        )  # fmt: skip
    fresh = OrderLine.objects.create(
        order=into, position=position, sku_id=line.sku_id, name=line.name, unit_price=line.unit_price,
        list_price=line.list_price, price_reason=line.price_reason, tax_percent=line.tax_percent,
        track_stock=line.track_stock, needs_shipping=line.needs_shipping, ordered=count, unplaced=count,
        amount=amount, discount_amount=discount, tax_amount=worth.tax, promise_on=line.promise_on,
        original_promise_on=line.original_promise_on,
    )  # fmt: skip
    if line.promise_on is not None:
        Promise.objects.create(line=fresh, to_on=line.promise_on, cause=PromiseCause.CUSTOMER)
    return fresh


def _carry_claims(claims: Claims, line: OrderLine, fresh: OrderLine, count: int) -> None:
    owed = _carry(claims.backorders, Backorder, line, fresh, min(count, line.backordered))
    rest = count - owed
    if line.track_stock and line.needs_shipping:
        _carry(claims.allocations, Allocation, line, fresh, rest)
    line.backordered -= owed
    line.allocated -= rest
    fresh.backordered, fresh.allocated, fresh.unplaced = owed, rest, 0


def _carry(held: list[C], kind: type[C], line: OrderLine, fresh: OrderLine, count: int) -> int:
    """Move up to ``count`` claimed units to the other line; tells how many."""
    left = count
    for claim in reversed(held):
        part = min(left, claim.quantity) if claim.line_id == line.pk else 0
        if part:
            claim.quantity -= part
            kind._default_manager.create(line=fresh, level_id=claim.level_id, quantity=part)
            left -= part
    return count - left
