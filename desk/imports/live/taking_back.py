"""Cancellations of a live file: soon after the order they cancel lines, later they send goods back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from catalog.models import Channel
from core.actors import Actor
from core.errors import OmsError
from core.models import ImportJob, ImportRow, RowOutcome
from core.service import service
from desk.imports.credits import new_credit, save_credits
from desk.imports.invoices import Item, Verdict, load_invoices, record_verdicts
from desk.imports.matching import Candidates, LineLeft, candidates_for
from desk.imports.uci.classing import is_goods
from desk.imports.uci.parsing import DATE_FORMAT, LOCAL_ZONE
from desk.models import ImportedCredit
from orders.locks import lock_order
from orders.models import Order
from orders.services.canceling import cancel_lines

SOON = timedelta(days=2)
REASON = "Canceled by the customer"

Matched = tuple[Item, LineLeft | None]


@service
def take_back(*, job: ImportJob, number: str, channel: Channel, actor: Actor) -> int:
    """Work the cancellations of one invoice; tells how many rows could be matched.

    Units that cannot be canceled any more stay open until they have arrived and are sent back.
    """
    invoices = load_invoices(job=job, numbers=[number])
    items = [item for invoice in invoices for group in invoice.items.values() for item in group]
    items.sort(key=lambda item: (item.row.at, item.row.line))
    candidates = candidates_for(items, channel=channel)
    _date_by_file(candidates)
    matched: list[Matched] = [(item, _line_for(item, candidates)) for item in items]
    canceled = _cancel_soon(matched, actor)
    given = [_credit(item, line, channel, canceled) for item, line in matched]
    save_credits(given, items)
    verdicts = [verdict for invoice in invoices for verdict in invoice.rejected]
    verdicts += [Verdict(one.row_id, _outcome(one), "imported_credit", one.pk) for one in given]
    record_verdicts(verdicts)
    return sum(1 for one in given if one.line_id)


def _line_for(item: Item, candidates: Candidates) -> LineLeft | None:
    if not (item.row.is_cancellation and is_goods(item.row.code)):
        return None
    return candidates.take_line(item, item.row.at)


def _date_by_file(candidates: Candidates) -> None:
    """Live orders were placed now; what counts is when the file says they were made."""
    lines = [line for own in candidates.lines.values() for line in own]
    rows = ImportRow.objects.filter(target_kind="order_line", target_id__in=[line.line_id for line in lines])
    dates = dict(rows.filter(outcome=RowOutcome.ORDER_LINE).values_list("target_id", "raw__InvoiceDate"))
    for line in lines:
        if line.line_id in dates:
            line.at = datetime.strptime(dates[line.line_id], DATE_FORMAT).replace(tzinfo=LOCAL_ZONE)


def _cancel_soon(matched: Sequence[Matched], actor: Actor) -> set[int]:
    """Cancel units whose cancellation came soon; tells the rows that could be canceled."""
    by_order: dict[int, list[tuple[Item, LineLeft]]] = defaultdict(list)
    for item, line in matched:
        if line is not None and item.row.at - line.at < SOON:
            by_order[line.order_id].append((item, line))
    done: set[int] = set()
    for order_id in sorted(by_order):
        lock_order(order_id)
    for order_id in sorted(by_order):
        units: dict[int, int] = defaultdict(int)
        for item, line in by_order[order_id]:
            units[line.line_id] += -item.row.quantity
        if _cancel(order_id, units, actor):
            done |= {item.row_id for item, _ in by_order[order_id]}
    return done


def _cancel(order_id: int, units: dict[int, int], actor: Actor) -> bool:
    lines = Order.objects.get(pk=order_id).lines.filter(pk__in=units)
    if any(units[line.pk] > line.allocated + line.backordered - line.picked for line in lines):
        return False
    try:
        with transaction.atomic():
            cancel_lines(order_id=order_id, units=units, actor=actor, reason=REASON)
    except OmsError:
        return False
    return True


def _credit(item: Item, line: LineLeft | None, channel: Channel, canceled: set[int]) -> ImportedCredit:
    is_settled = line is None or item.row_id in canceled
    return new_credit(item, channel=channel, line=line, settled_at=timezone.now() if is_settled else None)


def _outcome(credit: ImportedCredit) -> str:
    if credit.line_id is None:
        return RowOutcome.CREDIT
    return RowOutcome.CANCEL if credit.settled_at else RowOutcome.RETURN
