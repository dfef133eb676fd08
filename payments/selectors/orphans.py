"""Refunds of money that belongs to no order: they stand in no payment's ledger, their key names the task instead."""

import re
from collections.abc import Iterable

from payments.models import MoneyTask

_OURS = re.compile(r"orphan-(\d{1,18})(-\d{1,5})?")


def orphan_key(task: MoneyTask) -> str:
    """The key under which a gateway is asked to give the task's money back; another for each attempt.

    A no is final by its key: under the same one a gateway repeats it for ever, though the account has money again.
    """
    return f"orphan-{task.pk}" if task.refund_attempts <= 1 else f"orphan-{task.pk}-{task.refund_attempts}"


def tasks_behind(keys: Iterable[str]) -> dict[str, int]:
    """The task of each key that is such a refund's; one query, none where no key looks like it."""
    named = {key: int(match[1]) for key in keys if (match := _OURS.fullmatch(key))}
    if not named:
        return {}
    known = set(MoneyTask.objects.filter(pk__in=named.values()).values_list("pk", flat=True))
    return {key: number for key, number in named.items() if number in known}
