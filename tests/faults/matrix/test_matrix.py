"""Every fault of a gateway at every act of ours, workers killed meanwhile: the truth log and the ledger agree."""

import pytest

from core.audit.runner import audit
from payments.promises import PROMISES
from tests.faults.matrix.plan import ACTS, MODES, RUNS_OF_A_ROUND, Round, long_form, short_form, strikes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault, pytest.mark.slow]

CELLS = {(mode, act) for mode in MODES for act in ACTS if strikes(mode, act)}


def broken_promises() -> dict[str, list]:
    names = [promise.name for promise in PROMISES]
    return {finding.name: finding.sample for finding in audit(names) if finding.violations}


@pytest.fixture
def rounds(pytestconfig) -> int:
    wanted = pytestconfig.getoption("matrix")
    if not wanted:
        pytest.skip("the whole matrix takes half an hour: make matrix")
    return wanted


def assert_sound(report) -> None:
    assert report.faults() == {}
    assert report.late == []
    assert report.gaps() == []
    assert broken_promises() == {}


def test_the_whole_matrix_leaves_nothing_double_and_nothing_lost(rounds, run):
    report = run(long_form(rounds))

    assert_sound(report)
    wanted = rounds * RUNS_OF_A_ROUND
    assert {
        cell: verdict.runs for cell, verdict in report.cells.items() if cell in CELLS and verdict.runs < wanted
    } == {}
    assert report.cells.keys() >= CELLS


def test_each_fault_at_each_act_with_workers_killed_leaves_nothing_double_and_nothing_lost(run):
    report = run(short_form())

    assert_sound(report)
    # With one strike of each, a killed worker's second call may meet a strike that was meant for another movement.
    assert len(report.cells.keys() & CELLS) >= 0.7 * len(CELLS)


def test_without_keys_the_same_faults_move_money_twice(rounds, run):
    """The control: a fresh key per attempt, and nobody asks what became of the attempt before."""
    report = run([Round(("error_after", "timeout_after", "garbage"), runs=1)], app="tests.faults.matrix.keyless")

    assert any(verdict.double or verdict.lost for verdict in report.cells.values())
