"""Refunds of money that belongs to no order: they stand in no payment's ledger, their key names the task instead."""

import re
from collections.abc import Iterable

from payments.models import MoneyTask

_OURS = re.compile(r"orphan-(\d{1,18})")


def orphan_key(task: MoneyTask) -> str:
    """The key under which a gateway is asked to give the task's money back."""
    return f"orphan-{task.pk}"


def tasks_behind(keys: Iterable[str]) -> dict[str, int]:
    """The task of each key that is such a refund's; one query, none where no key looks like it."""
    named = {key: int(match[1]) for key in keys if (match := _OURS.fullmatch(key))}
    if not named:
        return {}
    known = set(MoneyTask.objects.filter(pk__in=named.values()).values_list("pk", flat=True))
    return {key: number for key, number in named.items() if number in known}
