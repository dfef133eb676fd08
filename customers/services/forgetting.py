"""Carry an erasure out: a few rows of one table per transaction, again and again until a pass finds nothing.

It dies anywhere without harm: what is emptied is found empty, and the next effect goes on at the step written down.
"""

import time
from dataclasses import dataclass

from django.utils import timezone

from core.actors import SYSTEM
from core.events import publish
from core.privacy.erasing import empty_next, empty_rows, tables_to_empty
from core.privacy.record import kept_and_why
from core.privacy.registry import Act, acts
from core.privacy.tables import Table
from core.service import service
from customers.events import ErasureConfirmed
from customers.models import Erasure, ErasureState
from customers.services.erasing import lock_erasure

MOST_ROWS = 500
BUDGET_SECONDS = 5.0


@dataclass(frozen=True)
class Step:
    """One act or one table of a pass."""

    name: str
    does: Act | Table

    def take(self, erasure: Erasure, *, most: int) -> tuple[int, bool]:
        """How many rows were touched, and whether nothing is left; ``erasure.after`` is moved on where it searches."""
        if isinstance(self.does, Act):
            done = self.does.run(erasure.customer_id, most)
            return done, done < most
        if not self.does.is_searched:
            done = empty_rows(self.does, customer_id=erasure.customer_id, marks=erasure.marks, most=most)
            return done, done < most
        done, last = empty_next(
            self.does, customer_id=erasure.customer_id, marks=erasure.marks, after=erasure.after
        )  # fmt: skip
        erasure.after = last or 0
        return done, last is None


def steps() -> list[Step]:
    """Everything a pass goes through: acts first, they still need what tables say."""
    return [*(Step(act.name, act) for act in acts()), *(Step(table.model, table) for table in tables_to_empty())]


def work_erasure(*, erasure_id: int, run_no: int, most: int = MOST_ROWS) -> None:
    """Erase for a few seconds, then hand on to a fresh effect; an effect that is not the latest does nothing."""
    ends = time.monotonic() + BUDGET_SECONDS
    while take_step(erasure_id=erasure_id, run_no=run_no, most=most):
        if time.monotonic() > ends:
            hand_on(erasure_id=erasure_id, run_no=run_no)
            return


@service
def take_step(*, erasure_id: int, run_no: int, most: int = MOST_ROWS) -> bool:
    """Empty at most ``most`` rows, or look at some rows of a table that is searched; whether there is more to do."""
    erasure = lock_erasure(erasure_id)
    if erasure.state != ErasureState.RUNNING or erasure.run_no != run_no:
        return False
    all_steps = steps()
    step = all_steps[min(erasure.step, len(all_steps) - 1)]
    done, is_through = step.take(erasure, most=most)
    if done:
        erasure.record = {**erasure.record, step.name: erasure.record.get(step.name, 0) + done}
        erasure.pass_rows += done
    if is_through:
        _next_step(erasure, len(all_steps))
    is_over = erasure.state == ErasureState.DONE
    # Its own note is emptied as a row of the customer, and not to be written back.
    ended = ["state", "finished_at", "marks", "note"] if is_over else []
    erasure.save(update_fields=["step", "after", "pass_no", "pass_rows", "record", *ended])
    return not is_over


@service
def hand_on(*, erasure_id: int, run_no: int) -> None:
    """The next effect of a running erasure; the one that asks is over with it."""
    erasure = lock_erasure(erasure_id)
    if erasure.state == ErasureState.RUNNING and erasure.run_no == run_no:
        erasure.run_no = run_no + 1
        erasure.save(update_fields=["run_no"])
        publish(ErasureConfirmed(erasure_id=erasure.pk, run_no=erasure.run_no), actor=SYSTEM)


def _next_step(erasure: Erasure, count: int) -> None:
    """On to the next table; after the last one another pass, until one finds nothing any more."""
    erasure.step += 1
    if erasure.step < count:
        return
    if erasure.pass_rows:
        erasure.step, erasure.pass_rows, erasure.pass_no = 0, 0, erasure.pass_no + 1
        return
    erasure.state, erasure.finished_at, erasure.marks, erasure.note = ErasureState.DONE, timezone.now(), [], ""
    erasure.record = {"emptied": erasure.record, "kept": kept_and_why(erasure.customer_id)}
