"""Tell the workers that something is due. Losing a nudge costs seconds, never work."""

import logging
from collections.abc import Iterable

from celery import current_app
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from kombu.exceptions import OperationalError

from core.effects.registry import LIMIT_SECONDS, WORK_BUDGET_SECONDS

logger = logging.getLogger(__name__)

WORK_TASK = "core.tasks.work"


class _Nudge:
    """One message per transaction and queue: later publications of the transaction join the first."""

    def __init__(self, queues: set[str]) -> None:
        self.queues = queues

    def __call__(self) -> None:
        send_nudges(self.queues)


def nudge_on_commit(queues: set[str]) -> None:
    """Nudge the workers of ``queues`` once, after the commit; a dead broker costs nothing."""
    if not queues:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    here = set(connection.savepoint_ids)
    for savepoints, hook, *_ in connection.run_on_commit:
        if isinstance(hook, _Nudge) and savepoints == here:
            hook.queues |= queues
            return
    transaction.on_commit(_Nudge(set(queues)), robust=True)


def send_nudges(queues: Iterable[str]) -> None:
    """One broker message per queue; a broker that does not answer is left to the sweep."""
    for queue in sorted(queues):
        try:
            current_app.send_task(
                WORK_TASK, kwargs={"queue": queue}, queue=queue, ignore_result=True, retry=False,
                time_limit=WORK_BUDGET_SECONDS + LIMIT_SECONDS[queue],
            )  # fmt: skip
        except (OperationalError, OSError) as error:
            logger.warning("Broker not reachable (%s); the sweep will pick up queue %s.", error, queue)
            return
