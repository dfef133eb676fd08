"""A cancellation of the past as a return: asked for, received, looked at and settled by the house's own services."""

from collections.abc import Mapping
from datetime import datetime

from catalog.models import Channel
from core.actors import Actor
from core.models import ImportJob, RowOutcome
from core.service import service
from desk.imports.credits import new_credit, save_credits
from desk.imports.invoices import Invoice, Item, Verdict, load_invoices, record_verdicts
from desk.imports.live.shelves import ensure_import_warehouse
from desk.imports.matching import candidates_for
from desk.imports.replaying.matching import Matched, by_order, match_row
from desk.models import ImportedCredit
from orders.locks import lock_order
from returns.models import Disposition, Reception, Return, ReturnReason
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.requesting import request_return
from returns.services.settling import settle_return

REASON = "canceled-invoice"


@service
def return_invoice(*, job: ImportJob, number: str, channel: Channel, actor: Actor) -> int:
    """Make the returns of one canceled invoice, one for each order it reaches; tells how many units came back.

    All or nothing, with what became of each row. Raises what the services of returns raise.
    """
    (invoice,) = load_invoices(job=job, numbers=[number])
    items = sorted(_items(invoice), key=lambda item: (item.row.at, item.row.line))
    candidates = candidates_for(items, channel=channel)
    matched = [match_row(item, candidates) for item in items]
    wanted = by_order(matched)
    for order_id in wanted:
        lock_order(order_id)
    made = {
        order_id: _return_units(order_id, units, at=invoice.at, number=number, actor=actor).pk
        for order_id, units in wanted.items()
    }
    given = [_credit(one, channel, made) for one in matched]
    save_credits(given, items)
    rows = [_verdict(one, credit) for one, credit in zip(matched, given, strict=True)]
    record_verdicts([*invoice.rejected, *rows])
    return sum(one.units for one in matched)


def _items(invoice: Invoice) -> list[Item]:
    return [item for group in invoice.items.values() for item in group]


def ensure_reason(*, actor: Actor) -> None:
    """The reason all these returns have, and the building they come to."""
    ensure_import_warehouse(actor=actor)
    ReturnReason.objects.get_or_create(
        code=REASON, defaults={"label": "Canceled invoice of the past", "position": 900, "is_active": True}
    )


def _return_units(order_id: int, units: Mapping[int, int], *, at: datetime, number: str, actor: Actor) -> Return:
    ret = request_return(
        order_id=order_id, units=units, reason_code=REASON, actor=actor, comment=f"Invoice {number}",
        request_key=f"replay-{number}-{order_id}", now=at, override_reason="It came back, as the old books say.",
    )  # fmt: skip
    receive_return(return_id=ret.pk, actor=actor)
    back = {
        line.pk: [Judgment(disposition=Disposition.RESTOCK, quantity=line.quantity)]
        for line in ret.lines.filter(reception=Reception.RECEIVED)
    }
    inspect_return(return_id=ret.pk, judgments=back, actor=actor)
    return settle_return(return_id=ret.pk, actor=actor)


def _credit(one: Matched, channel: Channel, made: Mapping[int, int]) -> ImportedCredit:
    """The row's credit, on the line that gave most of its units."""
    line = max(one.parts, key=lambda part: part[1])[0] if one.parts else None
    credit = new_credit(one.item, channel=channel, line=line, matched=one.units, settled_at=one.item.row.at)
    credit.return_id = made[line.order_id] if line else None
    return credit


def _verdict(one: Matched, credit: ImportedCredit) -> Verdict:
    outcome = RowOutcome.RETURN if one.parts else RowOutcome.CREDIT
    return Verdict(one.item.row_id, outcome, "imported_credit", credit.pk, field=one.field, reason=one.reason)
