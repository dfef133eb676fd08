"""What an export is to hold, found a few rows at a time: a search through everything takes longer than an effect may.

It dies anywhere without harm: the next effect goes on at the key written down.
"""

import time

from core.actors import SYSTEM
from core.events import publish
from core.privacy.erasing import find_next, marks_of
from core.privacy.registry import tables
from core.privacy.tables import Table
from core.service import service
from customers.events import ExportRequested
from customers.models import CustomerExport, ExportState
from customers.services.exporting import make_export

BUDGET_SECONDS = 5.0


def work_export(*, export_id: int, run_no: int) -> None:
    """Search for a few seconds and hand on to a fresh effect; the one that finds nothing more makes the file."""
    ends = time.monotonic() + BUDGET_SECONDS
    customer_id = CustomerExport.objects.values_list("customer_id", flat=True).get(pk=export_id)
    marks = marks_of(customer_id)
    while look_further(export_id=export_id, run_no=run_no, marks=marks):
        if time.monotonic() > ends:
            hand_on(export_id=export_id, run_no=run_no)
            return
    make_export(export_id=export_id, run_no=run_no)


@service
def look_further(*, export_id: int, run_no: int, marks: list[str]) -> bool:
    """Look at some more rows; whether there are more. An effect that is not the latest finds none."""
    export = _lock(export_id, run_no)
    searched = _searched()
    if export is None or export.step >= len(searched):
        return False
    table = searched[export.step]
    keys, last = find_next(table, customer_id=export.customer_id, marks=marks, after=export.after)
    if keys:
        export.found = {**export.found, table.model: [*export.found.get(table.model, []), *keys]}
    export.after = last or 0
    export.step += last is None
    export.save(update_fields=["step", "after", "found"])
    return export.step < len(searched)


@service
def hand_on(*, export_id: int, run_no: int) -> None:
    """The next effect of an export; the one that asks is over with it."""
    export = _lock(export_id, run_no)
    if export is not None:
        export.run_no += 1
        export.save(update_fields=["run_no"])
        publish(ExportRequested(export_id=export.pk, run_no=export.run_no), actor=SYSTEM)


def _searched() -> list[Table]:
    return [one for one in tables().values() if one.is_searched]


def _lock(export_id: int, run_no: int) -> CustomerExport | None:
    waiting = CustomerExport.objects.filter(pk=export_id, state=ExportState.REQUESTED, run_no=run_no)
    return waiting.select_for_update(no_key=True).first()
