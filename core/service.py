"""The frame around every use case: one transaction, all or nothing."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")

_depth: ContextVar[int] = ContextVar("service_depth", default=0)


def service(function: Callable[P, R]) -> Callable[P, R]:
    """Run ``function`` in one transaction; an error inside undoes the whole.

    A service called by a service joins its transaction without a savepoint: half a use case is
    never kept. Only the outermost one opens a savepoint, and only when someone else (a test, an
    admin view) already holds a transaction that must survive a refusal.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        depth = _depth.get()
        token = _depth.set(depth + 1)
        try:
            with transaction.atomic(savepoint=depth == 0):
                return function(*args, **kwargs)
        finally:
            _depth.reset(token)

    return run
