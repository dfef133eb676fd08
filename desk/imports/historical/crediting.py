"""Cancellations of the past: they reduce the order they can be matched to, the rest is kept as unmatched credit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from catalog.models import Channel
from core.actors import Actor, ensure_may
from core.events import Publication, publish_many
from core.models import ImportJob, RowOutcome
from core.money import ZERO
from core.service import service
from desk.imports.credits import new_credit, save_credits
from desk.imports.historical.events import PastUnitsCanceled
from desk.imports.historical.paying import PastRefund, refund_past
from desk.imports.invoices import Item, Verdict, load_invoices, record_verdicts
from desk.imports.matching import Candidates, candidates_for
from desk.imports.uci.classing import is_goods
from desk.models import ImportedCredit
from orders.models import Order, OrderCharge, OrderLine
from orders.selectors.worth import canceled_value
from orders.services.saving import save_lines
from orders.services.summaries import SUMMARY_FIELDS, refresh_summaries

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_ORDER_FIELDS = ("lines_total", "discount_total", "charges_total", "tax_total", "total", "refunded_amount", "version")


@dataclass
class Reduction:
    """What one order loses: units by line, whole charges, and when it happened last."""

    units: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    charges: set[int] = field(default_factory=set)
    at: datetime = LONG_AGO


@service
def credit_invoices(*, job: ImportJob, numbers: Sequence[str], channel: Channel, actor: Actor) -> int:
    """Work the cancellations among these invoices; tells how many rows could be matched.

    Raises NotPermitted.
    """
    ensure_may(actor, "orders.cancel_order")
    invoices = load_invoices(job=job, numbers=numbers)
    items = [item for invoice in invoices for group in invoice.items.values() for item in group]
    candidates = candidates_for(items, channel=channel)
    reductions: dict[int, Reduction] = defaultdict(Reduction)
    items.sort(key=lambda item: (item.row.at, item.row.line))
    given = [_match(item, candidates, reductions, channel) for item in items]
    save_credits(given, items)
    _reduce_orders(reductions, actor)
    verdicts = [verdict for invoice in invoices for verdict in invoice.rejected]
    verdicts += [Verdict(one.row_id, _outcome(one), "imported_credit", one.pk) for one in given]
    record_verdicts(verdicts)
    return sum(1 for one in given if one.line_id or one.charge_id)


def _outcome(credit: ImportedCredit) -> str:
    return RowOutcome.CANCEL if credit.line_id or credit.charge_id else RowOutcome.CREDIT


def _match(item: Item, candidates: Candidates, reductions: dict[int, Reduction], channel: Channel) -> ImportedCredit:
    row = item.row
    if row.is_cancellation and is_goods(row.code):
        line = candidates.take_line(item, row.at)
        if line is not None:
            reduction = reductions[line.order_id]
            reduction.units[line.line_id] += -row.quantity
            reduction.at = row.at
            return new_credit(item, channel=channel, line=line, settled_at=row.at)
    elif row.is_cancellation:
        charge = candidates.take_charge(item, row.at)
        if charge is not None:
            reduction = reductions[charge.order_id]
            reduction.charges.add(charge.charge_id)
            reduction.at = row.at
            return new_credit(item, channel=channel, charge=charge, settled_at=row.at)
    return new_credit(item, channel=channel, settled_at=row.at)


def _reduce_orders(reductions: dict[int, Reduction], actor: Actor) -> None:
    if not reductions:
        return
    orders, lines = _lock_past(reductions)
    charges = OrderCharge.objects.in_bulk([key for one in reductions.values() for key in one.charges])
    refunds = []
    told = []
    for order_id, reduction in reductions.items():
        order, own = orders[order_id], lines[order_id]
        before = order.total
        value = sum((_cancel_units(order, line, reduction.units.get(line.pk, 0)) for line in own), ZERO)
        value += sum((_cancel_charge(order, charges[key]) for key in reduction.charges), ZERO)
        order.refunded_amount += value
        order.version += 1
        refresh_summaries(order, own)
        refunds.append(PastRefund(order_id=order_id, amount=value, at=reduction.at, reference=actor.reference))
        changes = {"total": [before, order.total], **_unit_changes(own, reduction)}
        told.append(
            Publication(fact=PastUnitsCanceled(order_id=order_id), actor=actor, changes=changes, at=reduction.at)
        )
    save_lines([line for own in lines.values() for line in own if line.pk in reductions[line.order_id].units])
    OrderCharge.objects.bulk_update(charges.values(), ["canceled_amount"], batch_size=500)
    Order.objects.bulk_update(orders.values(), [*_ORDER_FIELDS, *SUMMARY_FIELDS], batch_size=200)
    refund_past(refunds)
    publish_many(told)


def _lock_past(reductions: dict[int, Reduction]) -> tuple[dict[int, Order], dict[int, list[OrderLine]]]:
    found = Order.objects.select_for_update(no_key=True).filter(pk__in=reductions).order_by("pk")
    orders = {order.pk: order for order in found}
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.select_for_update(no_key=True).filter(order_id__in=orders).order_by("pk"):
        line.order = orders[line.order_id]
        lines[line.order_id].append(line)
    return orders, lines


def _unit_changes(lines: Sequence[OrderLine], reduction: Reduction) -> dict[str, list[int]]:
    return {
        f"line {line.position} canceled": [line.canceled - reduction.units[line.pk], line.canceled]
        for line in lines
        if line.pk in reduction.units
    }


def _cancel_units(order: Order, line: OrderLine, count: int) -> Decimal:
    if not count:
        return ZERO
    value = canceled_value(line, count)
    line.canceled_amount += value.amount
    line.canceled_discount_amount += value.discount
    line.canceled_tax_amount += value.tax
    line.shipped -= count
    line.delivered -= count
    line.canceled += count
    order.lines_total -= value.amount
    order.discount_total -= value.discount
    order.tax_total -= value.tax
    order.total -= value.total
    return value.total


def _cancel_charge(order: Order, charge: OrderCharge) -> Decimal:
    value = charge.amount - charge.canceled_amount
    charge.canceled_amount = charge.amount
    order.charges_total -= value
    order.total -= value
    return value
