"""Promises of the books: each app lists its own as ``PROMISES`` in ``promises.py``, one query each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

# {orders_changed} or {orders_changed o.id}: a condition on the order's key, order_id by default.
_PLACEHOLDER = re.compile(r"\{orders_changed(?: ([a-z_.]+))?\}")
_CHANGED = "{column} IN (SELECT order_id FROM core_event WHERE at >= '{since}'::timestamptz)"


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence about the data that always holds; ``sql`` gives one row per violation.

    The first column names the violation. ``number`` is the paragraph of the list of promises.
    """

    number: int
    name: str
    sql: str

    @property
    def can_be_narrowed(self) -> bool:
        """Whether it can look at recently changed orders alone."""
        return _PLACEHOLDER.search(self.sql) is not None

    def query(self, since: datetime | None = None) -> str:
        """The SQL over everything, or over orders with events since a moment."""

        def condition(match: re.Match[str]) -> str:
            if since is None:
                return "TRUE"
            return _CHANGED.format(column=match[1] or "order_id", since=since.isoformat())

        return _PLACEHOLDER.sub(condition, self.sql)


def promise(*, number: int, name: str, sql: str) -> Promise:
    """One promise, for an app's list ``PROMISES``."""
    return Promise(number=number, name=name, sql=sql.strip())


@lru_cache(maxsize=1)
def promises() -> Sequence[Promise]:
    """The promises of every installed app, by number and name. Raises ValueError when two share a name."""
    found: dict[str, Promise] = {}
    for config in apps.get_app_configs():
        if not config.module or not module_has_submodule(config.module, "promises"):
            continue
        for one in getattr(import_module(f"{config.name}.promises"), "PROMISES", ()):
            if one.name in found:
                raise ValueError(f"Two promises are called {one.name}.")
            found[one.name] = one
    return sorted(found.values(), key=lambda one: (one.number, one.name))
