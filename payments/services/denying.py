"""The deny list grows by declined orders; the office adds and ends entries in the admin."""

from collections.abc import Iterable
from datetime import datetime

from core.actors import Actor
from core.service import service
from orders.models import Order
from payments.models import DenyListEntry
from payments.selectors.marks import Mark


@service
def deny_marks(
    *, marks: Iterable[Mark], order: Order, reason: str, actor: Actor, expires_at: datetime | None
) -> list[DenyListEntry]:
    """The entries that meet whoever has one of ``marks`` again, until ``expires_at`` or for good.

    A mark that is denied already is never denied for a shorter time. The caller holds the order's lock.
    """
    entries = []
    for mark in sorted(set(marks), key=lambda each: (each.kind, each.value)):
        entry, is_new = DenyListEntry.objects.select_for_update(no_key=True).get_or_create(
            kind=mark.kind, value=mark.value,
            defaults={
                "reason": reason[:200], "order": order, "added_by": actor.label, "expires_at": expires_at,
            },
        )  # fmt: skip
        if not is_new and _is_longer(expires_at, entry.expires_at):
            entry.expires_at = expires_at
            entry.save(update_fields=["expires_at"])
        entries.append(entry)
    return entries


def _is_longer(new: datetime | None, known: datetime | None) -> bool:
    return known is not None and (new is None or new > known)
