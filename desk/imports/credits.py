"""One credit per cancellation row, whatever it could be matched to."""

from collections.abc import Sequence
from datetime import datetime

from catalog.models import Channel
from customers.models import Customer
from desk.imports.copying import copy_instances, reserve_ids
from desk.imports.invoices import Item
from desk.imports.matching import ChargeLeft, LineLeft
from desk.imports.uci.master import customer_reference
from desk.models import ImportedCredit


def new_credit(
    item: Item,
    *,
    channel: Channel,
    line: LineLeft | None = None,
    charge: ChargeLeft | None = None,
    matched: int | None = None,
    settled_at: datetime | None = None,
) -> ImportedCredit:
    """The credit of one row, unsaved: what the match does not account for is unmatched.

    ``matched`` units belong to the line, all of the row's when it is not given.
    """
    row = item.row
    value = -row.value
    units = -row.quantity if matched is None else matched
    if line is not None:
        value -= units * line.unit_price
    elif charge is not None:
        value -= charge.amount
    return ImportedCredit(
        row_id=item.row_id,
        invoice=row.invoice,
        code=row.code,
        description=row.description,
        currency=channel.currency,
        at=row.at,
        quantity=-row.quantity,
        unit_price=row.unit_price,
        line_id=line.line_id if line else None,
        charge_id=charge.charge_id if charge else None,
        matched_quantity=units if line else 0,
        unmatched_value=value,
        settled_at=settled_at,
    )


def save_credits(given: Sequence[ImportedCredit], items: Sequence[Item]) -> None:
    """Give the credits, each made of ``items`` in that order, their keys and customers; write them with one COPY."""
    references = [customer_reference(item.row.customer) for item in items]
    known = dict(Customer.objects.filter(external_id__in=set(references)).values_list("external_id", "id"))
    keys = reserve_ids(ImportedCredit, len(given))
    for key, one, reference in zip(keys, given, references, strict=True):
        one.pk = key
        one.customer_id = known.get(reference)
    copy_instances(ImportedCredit, given)
