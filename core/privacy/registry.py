"""What the apps declare of people, put together: each lists its own in ``pii.py``.

``TABLES`` its columns; ``REACHES`` named sets of keys that belong to customers, as SQL; ``MARKS`` words that name a
customer in copies from outside, as SQL; ``LOCKS`` what is held while it is decided; ``BLOCKERS`` what must be over
first; ``DOORS`` what stops opening at once; ``ACTS`` what is erased otherwise than by emptying columns; ``FILES`` what
an export puts beside it; ``RETENTIONS`` what goes by itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from core.errors import Blocker
from core.privacy.retaining import Retention
from core.privacy.tables import Table

# Whose rows: the key of one customer, given as a parameter.
ONE = "%(customer)s"
Blockers = Callable[[int], Iterable[Blocker]]


@dataclass(frozen=True)
class Act:
    """What erasing takes beside emptied columns: ``run(customer_id, most)`` does at most so many and tells how many."""

    name: str
    run: Callable[[int, int], int]


@lru_cache(maxsize=1)
def _modules() -> Sequence[ModuleType]:
    return [
        import_module(f"{config.name}.pii")
        for config in apps.get_app_configs()
        if config.module is not None and module_has_submodule(config.module, "pii")
    ]


def _all(name: str) -> Iterator[Any]:
    for module in _modules():
        yield from getattr(module, name, ())


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Table]:
    """Every declared table by model. Raises ValueError when two apps declare one."""
    found: dict[str, Table] = {}
    for one in _all("TABLES"):
        if one.model in found:
            raise ValueError(f"{one.model} is declared twice.")
        found[one.model] = one
    return found


def acts() -> list[Act]:
    return list(_all("ACTS"))


def retentions() -> Mapping[str, Retention]:
    """What goes by itself, by kind."""
    return {one.kind: one for one in _all("RETENTIONS")}


def lock_all(customer_id: int) -> None:
    """Hold what could open anew with the customer until the end of the transaction, in the order of the floors."""
    for lock in _all("LOCKS"):
        lock(customer_id)


def close_doors(customer_id: int) -> None:
    """Let nothing open for the customer any more: links, sessions."""
    for close in _all("DOORS"):
        close(customer_id)


def files_of(customer_id: int) -> Iterator[tuple[str, bytes]]:
    """Name, unique among them, and content of every file of the customer that is still kept."""
    for find in _all("FILES"):
        yield from find(customer_id)


def blockers_of(customer_id: int) -> list[Blocker]:
    """Everything that is still open with the customer, each with what would end it."""
    return [blocker for find in _all("BLOCKERS") for blocker in find(customer_id)]


@lru_cache(maxsize=1)
def _reaches() -> Mapping[str, str]:
    """Named sets of keys; what several apps add to the same name is one set."""
    found: dict[str, list[str]] = {}
    for module in _modules():
        for name, sql in getattr(module, "REACHES", {}).items():
            found.setdefault(name, []).append(sql)
    return {name: " UNION ALL ".join(parts) for name, parts in found.items()}


def reach(sql: str, *, customers: str = ONE) -> str:
    """The SQL with every reach in braces written out; ``customers`` is SQL for the keys of the customers meant."""
    written = sql
    while any(f"{{{name}}}" in written for name in _reaches()):
        for name, part in _reaches().items():
            written = written.replace(f"{{{name}}}", part)
    return written.replace("{customers}", customers)


def marks() -> Sequence[str]:
    """SQL that gives words which name one customer: addresses, phones, numbers of payments and parcels."""
    return [reach(sql) for sql in _all("MARKS")]
