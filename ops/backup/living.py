"""A backup takes minutes and more: while its process lives, its row says so, whichever machine it runs on."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection
from django.db.models.functions import Now

from core.models import BackupRun, BackupState

logger = logging.getLogger(__name__)
EVERY_SECONDS = 30.0


@contextmanager
def sign_of_life(run: BackupRun, *, every_seconds: float = EVERY_SECONDS) -> Iterator[None]:
    """Tell again and again that the run lives, from a thread with a connection of its own."""
    is_over = threading.Event()
    thread = threading.Thread(target=_tell, args=(run.pk, is_over, every_seconds), daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _tell(run_id: int, is_over: threading.Event, every_seconds: float) -> None:
    while not is_over.wait(every_seconds):
        try:
            BackupRun.objects.filter(pk=run_id, state=BackupState.RUNNING).update(seen_at=Now())
        except DatabaseError as error:
            logger.warning("The sign of life of backup %s could not be written: %s", run_id, error)
        finally:
            # Opened anew each time: a connection that broke would stay broken, and two a minute cost nothing.
            connection.close()
