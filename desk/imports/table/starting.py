"""What a person does with an uploaded file: name its columns, check it, start it, stop it."""

from collections.abc import Mapping

from django.db import connection
from django.utils import timezone

from core.actors import Actor, ensure_may
from core.effects import NewEffect, insert_effects
from core.errors import Blocker, InvalidInput, MoveRefused
from core.models import ImportJob, ImportState
from core.service import service
from desk.imports.table.columns import COLUMNS, missing_columns
from desk.imports.table.staging import POLICIES, REJECT_ALL, refuse_endless, regroup
from orders.intake.reference import reference

RIGHT = "core.add_importjob"
TASK = "desk.tasks.work_import"
# The rights an import borrows from the person who starts it.
BORROWED = ("orders.place_order", "orders.give_discount", "orders.override_price")
_CHECK_ANEW = """
UPDATE core_importrow SET outcome = 'pending', field = '', reason = ''
WHERE job_id = %s AND outcome IN ('checked', 'rejected')
"""


@service
def describe(*, job_id: int, mapping: Mapping[str, str], channel: str, policy: str, actor: Actor) -> ImportJob:
    """Say which column holds what, where the orders belong, and what becomes of bad rows.

    Raises NotPermitted, InvalidInput naming the field, and MoveRefused once orders were placed of it.
    """
    job = _lock(job_id, actor, "describe", (ImportState.STAGED, ImportState.CHECKED, ImportState.FAILED))
    headers = job.options["headers"]
    chosen = {name: header for name, header in mapping.items() if header}
    unknown = [header for header in chosen.values() if header not in headers]
    if unknown or not set(chosen) <= {column.name for column in COLUMNS}:
        raise InvalidInput("The file has no such column. Choose from its headers.", field="mapping")
    if missing := missing_columns(chosen):
        raise InvalidInput(f"Say which column holds {', '.join(missing)}.", field=missing[0])
    if channel not in reference().channels:
        raise InvalidInput(f"There is no active channel “{channel}”.", field="channel")
    if policy not in POLICIES:
        raise InvalidInput(f"The policy is one of {', '.join(POLICIES)}.", field="policy")
    regroup(job, chosen["external_id"])
    _check_anew(job)
    job.options = {**job.options, "mapping": chosen, "channel": channel, "policy": policy}
    job.state, job.message = ImportState.STAGED, ""
    job.save(update_fields=["options", "state", "message"])
    return job


@service
def start_check(*, job_id: int, actor: Actor) -> ImportJob:
    """A dry run of the whole file: every row gets its verdict, no order is placed. Raises as ``describe``."""
    job = _lock(job_id, actor, "check", (ImportState.STAGED, ImportState.CHECKED, ImportState.FAILED))
    _check_anew(job)
    return _start(job, ImportState.CHECKING, actor, goes_on=False)


@service
def start_import(*, job_id: int, actor: Actor) -> ImportJob:
    """Place the file's orders. Under “all or nothing” everything is checked first. Starting again goes on."""
    states = (ImportState.STAGED, ImportState.CHECKED, ImportState.CHECKING, ImportState.RUNNING)
    job = _lock(job_id, actor, "start", states)
    must_check = job.options["policy"] == REJECT_ALL and job.state in (ImportState.STAGED, ImportState.CHECKING)
    return _start(job, ImportState.CHECKING if must_check else ImportState.RUNNING, actor, goes_on=True)


@service
def queue_check(*, job_id: int, actor: Actor) -> ImportJob:
    """``start_check``, done by the workers."""
    job = start_check(job_id=job_id, actor=actor)
    promise_next(job.pk, job.run_no, 1)
    return job


@service
def queue_import(*, job_id: int, actor: Actor) -> ImportJob:
    """``start_import``, done by the workers."""
    job = start_import(job_id=job_id, actor=actor)
    promise_next(job.pk, job.run_no, 1)
    return job


@service
def cancel_import(*, job_id: int, actor: Actor) -> ImportJob:
    """Stop after the chunk under way; orders that were placed stay. Raises NotPermitted and MoveRefused."""
    states = (ImportState.STAGED, ImportState.CHECKING, ImportState.CHECKED, ImportState.RUNNING, ImportState.FAILED)
    job = _lock(job_id, actor, "cancel", states)
    job.state, job.finished_at = ImportState.CANCELED, timezone.now()
    job.message = "Canceled. Orders that were placed stay; upload the file again to go on."
    job.save(update_fields=["state", "finished_at", "message"])
    return job


def promise_next(job_id: int, run_no: int, chunk: int) -> None:
    """The next stretch of the job, as one effect; the same stretch is promised once."""
    key = f"{TASK}:{job_id}:{run_no}:{chunk}"
    payload = {"job_id": job_id, "run_no": run_no, "chunk": chunk}
    insert_effects([NewEffect(task=TASK, queue="bulk", key=key, payload=payload, priority=9)])


def _start(job: ImportJob, state: ImportState, actor: Actor, *, goes_on: bool) -> ImportJob:
    if missing := missing_columns(job.options["mapping"]):
        raise InvalidInput(f"Say which column holds {', '.join(missing)}.", field=missing[0])
    if job.options.get("channel") not in reference().channels:
        raise InvalidInput("Choose the channel the orders belong to.", field="channel")
    rights = None if actor.is_trusted else [right for right in BORROWED if actor.may(right)]
    job.options = {**job.options, "rights": rights, "started_by": actor.name, "goes_on": goes_on}
    job.state, job.checkpoint, job.run_no, job.message = state, 0, job.run_no + 1, ""
    job.save(update_fields=["options", "state", "checkpoint", "run_no", "message"])
    return job


def _lock(job_id: int, actor: Actor, move: str, states: tuple[ImportState, ...]) -> ImportJob:
    ensure_may(actor, RIGHT)
    ensure_may(actor, "orders.place_order")
    job = ImportJob.objects.select_for_update(no_key=True).get(pk=job_id)
    if job.state not in states:
        sentence = f"the import is {job.get_state_display().lower()}."
        raise MoveRefused(move, [Blocker("state", sentence, fix="Upload the file again.")])
    return job


def _check_anew(job: ImportJob) -> None:
    """The goods or prices may have been put right since; only while nothing was placed."""
    if job.state != ImportState.STAGED:
        with connection.cursor() as cursor:
            cursor.execute(_CHECK_ANEW, [job.pk])
    refuse_endless(job)
