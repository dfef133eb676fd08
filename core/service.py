"""The frame around every use case: one transaction, all or nothing, and refusals that tell who was first."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, transaction
from psycopg import errors as postgres

from core.counting import count
from core.errors import Conflict, OmsError
from core.refusals import tell_who_was_first, use_case

P = ParamSpec("P")
R = TypeVar("R")
LOCK_CONFLICTS = {
    postgres.DeadlockDetected: "deadlock",
    postgres.LockNotAvailable: "lock_timeout",
    postgres.SerializationFailure: "serialization",
}


def service(function: Callable[P, R]) -> Callable[P, R]:
    """Run ``function`` in one transaction; an error inside undoes the whole.

    A service called by a service joins its transaction without a savepoint: half a use case is
    never kept. Only the outermost one opens a savepoint, and only when someone else (a test, an
    admin view) already holds a transaction that must survive a refusal.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with use_case() as is_outermost, transaction.atomic(savepoint=is_outermost):
                try:
                    return function(*args, **kwargs)
                except OmsError as error:
                    tell_who_was_first(error)
                    raise
        except (Conflict, OperationalError) as error:
            # Only here, with every lock let go: the broker that counts may be slow.
            if is_outermost:
                count_conflict(error)
            raise

    return run


def count_conflict(error: Conflict | OperationalError) -> None:
    """Count that somebody else was first, or that the database gave a transaction up for another one."""
    if isinstance(error, Conflict):
        count(f"conflict:{error.code}")
        return
    for kind, name in LOCK_CONFLICTS.items():
        if isinstance(error.__cause__, kind):
            count(f"conflict:{name}")


@contextmanager
def tried(*refusals: type[OmsError]) -> Iterator[None]:
    """What may be refused without the use case around it: such a refusal undoes what is inside, and is passed over.

    A service joins the transaction around it, and its refusal dooms that: a caller who only catches it goes on in
    a transaction that will not be committed.
    """
    with suppress(*refusals), transaction.atomic():
        yield
