"""Which order a cancellation belongs to: same customer and code, enough units left, bought earlier."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import F

from catalog.models import Channel
from desk.imports.invoices import Item
from desk.imports.uci.classing import is_goods
from desk.imports.uci.master import customer_reference
from orders.models import OrderCharge, OrderLine


@dataclass(slots=True)
class LineLeft:
    """A line and how many of its units nobody has canceled or sent back."""

    line_id: int
    order_id: int
    left: int
    unit_price: Decimal
    at: datetime


@dataclass(slots=True)
class ChargeLeft:
    """A charge that stands in full."""

    charge_id: int
    order_id: int
    label: str
    amount: Decimal
    at: datetime


@dataclass
class Candidates:
    """What cancellations may be matched to; every match takes its units away."""

    lines: dict[tuple[str, str], list[LineLeft]] = field(default_factory=lambda: defaultdict(list))
    charges: dict[str, list[ChargeLeft]] = field(default_factory=lambda: defaultdict(list))

    def take_line(self, item: Item, at: datetime) -> LineLeft | None:
        """The latest line with enough units, one of the same price first."""
        row = item.row
        wanted = -row.quantity
        own = self.lines[customer_reference(row.customer), row.code]
        fitting = [line for line in own if line.left >= wanted and line.at <= at]
        if not row.customer or not fitting:
            return None
        best = max(fitting, key=lambda line: (line.unit_price == row.unit_price, line.at, line.line_id))
        best.left -= wanted
        return best

    def take_charge(self, item: Item, at: datetime) -> ChargeLeft | None:
        """The latest charge of the same words and amount."""
        row = item.row
        own = self.charges[customer_reference(row.customer)]
        fitting = [charge for charge in own if charge.label == row.description and charge.amount == -row.value]
        fitting = [charge for charge in fitting if charge.at <= at]
        if not row.customer or not fitting:
            return None
        best = max(fitting, key=lambda charge: (charge.at, charge.charge_id))
        own.remove(best)
        return best


def candidates_for(items: Sequence[Item], *, channel: Channel) -> Candidates:
    """Lines and charges of the customers and codes named, two queries."""
    customers = {customer_reference(item.row.customer) for item in items if item.row.customer}
    codes = {item.row.code for item in items if is_goods(item.row.code)}
    found = Candidates()
    lines = OrderLine.objects.filter(
        order__channel=channel, order__customer__external_id__in=customers, sku__code__in=codes
    ).annotate(customer=F("order__customer__external_id"), code=F("sku__code"), at=F("order__placed_at"))
    for line in lines:
        left = line.ordered - line.canceled - line.returned - line.return_requested
        found.lines[line.customer, line.code].append(LineLeft(line.pk, line.order_id, left, line.unit_price, line.at))
    charges = OrderCharge.objects.filter(
        order__channel=channel, order__customer__external_id__in=customers, canceled_amount=0
    ).annotate(customer=F("order__customer__external_id"), at=F("order__placed_at"))
    for charge in charges:
        left_over = ChargeLeft(charge.pk, charge.order_id, charge.label, charge.amount, charge.at)
        found.charges[charge.customer].append(left_over)
    return found
