"""How much waits for somebody, for the side bar: counted once in a while, and no further than it is shown."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from returns.models import Claim
from returns.selectors.exchanges import exchanges_to_decide
from support.models import Case
from support.selectors.queue import free, near

KEY = "desk.waiting"
MOST = 99
# What is counted, by the address of the list that shows it.
COUNTED: Mapping[str, Callable[[datetime], QuerySet[Any]]] = {
    "admin:returns_exchange_changelist?waits=decision": lambda _: exchanges_to_decide(),
    "admin:returns_claim_changelist?has_ended_at=empty": lambda _: Claim.objects.filter(ended_at=None),
    "admin:support_case_changelist?queue=free": lambda now: Case.objects.filter(free(now)),
    "admin:support_case_changelist?queue=near": lambda now: Case.objects.filter(near(now)),
}


def waiting(address: str) -> str:
    """The count behind an entry of the side bar, named by its address; empty for nothing, and for what is not counted.

    Four queries in ``COUNTS_KEPT_SECONDS``, over open rows alone; none for who sees no such entry.
    """
    if address not in COUNTED:
        return ""
    counts: Mapping[str, str] = cache.get_or_set(KEY, _count_all, settings.COUNTS_KEPT_SECONDS) or {}
    return counts.get(address, "")


def _count_all() -> Mapping[str, str]:
    now = timezone.now()
    return {address: _shown(rows(now)) for address, rows in COUNTED.items()}


def _shown(rows: QuerySet[Any]) -> str:
    count = len(rows.order_by().values_list("pk", flat=True)[: MOST + 1])
    return f"{MOST}+" if count > MOST else str(count or "")
