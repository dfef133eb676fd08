"""Every fault of a gateway at every act of ours, workers killed meanwhile: the truth log and the ledger agree."""

import pytest

from core.audit.runner import audit
from payments.promises import PROMISES
from tests.faults.matrix.plan import ACTS, MODES, short_form, strikes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault, pytest.mark.slow]

CELLS = {(mode, act) for mode in MODES for act in ACTS if strikes(mode, act)}


def broken_promises() -> dict[str, list]:
    names = [promise.name for promise in PROMISES]
    return {finding.name: finding.sample for finding in audit(names) if finding.violations}


def test_each_fault_at_each_act_with_workers_killed_leaves_nothing_double_and_nothing_lost(run):
    report = run(short_form())

    print("\n".join(report.lines()))
    assert report.faults() == {}
    assert report.late == []
    assert {cell for cell, verdict in report.cells.items() if verdict.runs} >= CELLS
    assert broken_promises() == {}
