"""How many units of a cancellation the customer had bought before and not sent back yet, and on which lines."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from desk.imports.invoices import Item
from desk.imports.matching import Candidates, LineLeft
from desk.imports.uci.classing import is_goods
from desk.imports.uci.master import customer_reference

NOT_A_CANCELLATION = "The invoice gives credit without canceling a sale."
NOT_GOODS = "The row is no goods but postage, a fee, a discount or a manual entry: nothing can come back."
NO_CUSTOMER = "The row names no customer: it cannot be told whose order it belongs to."
NEVER_BOUGHT = "The customer bought none of it before, as far as the files go."
ALL_BACK = "All that the customer bought of it before has come back already."
MORE_THAN_SOLD = "More units than the customer had bought and not yet sent back: the rest is matched to nothing."


@dataclass(slots=True)
class Matched:
    """Units of one row by the lines they were bought on; ``field`` and ``reason`` tell why some or all are not."""

    item: Item
    parts: list[tuple[LineLeft, int]] = field(default_factory=list)
    field: str = ""
    reason: str = ""

    @property
    def units(self) -> int:
        return sum(units for _, units in self.parts)


def match_row(item: Item, candidates: Candidates) -> Matched:
    """Take the row's units from the latest lines before it, those of the same price first.

    Which lines give units does not change how many can be given: whatever was bought before this row was also bought
    before every later one. So going through the rows by time matches as many units as the data allow.
    """
    row = item.row
    if not row.is_cancellation:
        return Matched(item, field="InvoiceNo", reason=NOT_A_CANCELLATION)
    if not is_goods(row.code):
        return Matched(item, field="StockCode", reason=NOT_GOODS)
    if not row.customer:
        return Matched(item, field="CustomerID", reason=NO_CUSTOMER)
    before = [line for line in candidates.lines[customer_reference(row.customer), row.code] if line.at <= row.at]
    if not before:
        return Matched(item, field="StockCode", reason=NEVER_BOUGHT)
    found = Matched(item, _take(before, -row.quantity, same_price=row.unit_price))
    if found.units < -row.quantity:
        found.field, found.reason = "Quantity", MORE_THAN_SOLD if found.parts else ALL_BACK
    return found


def _take(lines: Sequence[LineLeft], wanted: int, *, same_price: object) -> list[tuple[LineLeft, int]]:
    parts = []
    for line in sorted(lines, key=lambda one: (one.unit_price == same_price, one.at, one.line_id), reverse=True):
        units = min(line.left, wanted)
        if units > 0:
            line.left -= units
            wanted -= units
            parts.append((line, units))
    return parts


def by_order(matched: Sequence[Matched]) -> dict[int, dict[int, int]]:
    """Units by order and line, orders in the order they are locked in."""
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for one in matched:
        for line, units in one.parts:
            found[line.order_id][line.line_id] += units
    return {order_id: dict(found[order_id]) for order_id in sorted(found)}
