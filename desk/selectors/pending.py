"""What waits for its window on the order's page, what was refused, and who else looks at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from core.models import Alert
from core.presence import Present, here
from core.selectors.people import actor_names
from core.selectors.timeline import TimelineEntry
from core.selectors.undoable import Undoable, undoable_effects
from orders.events import ActMade, ActPostponed, ActRefused, ActWithdrawn, ParcelDispatched
from orders.services.postponing import REFUSED

SHOWN_REFUSALS = 5
MAIL_WAITS = timedelta(hours=1)
_ASKED = ActPostponed.name
_ENDED = (ActMade.name, ActWithdrawn.name, ActRefused.name)


@dataclass(frozen=True)
class PendingRow:
    """One act with its countdown; ``may_undo`` says whether this user may withdraw it."""

    act: Undoable
    who: str
    may_undo: bool


@dataclass(frozen=True)
class Pending:
    rows: Sequence[PendingRow]
    refusals: Sequence[Alert]
    also: Sequence[str]

    @property
    def acts(self) -> list[Undoable]:
        return [row.act for row in self.rows if row.act.is_act]

    @property
    def ids(self) -> str:
        """What the page shows as pending, for its script to tell when that is over."""
        return ",".join(str(row.act.effect_id) for row in self.rows)


def pending_of(order_id: int, request: HttpRequest, *, history: Sequence[TimelineEntry] | None = None) -> Pending:
    """Three queries at most, none where ``history``, when given, says that nothing can wait; the broker is asked once.

    ``history``: the order's newest events.
    """
    user: Any = request.user
    acts = undoable_effects(order_id=order_id) if may_wait(history) else []
    others = here(f"order:{order_id}", user_id=user.pk)
    names = actor_names([act.asked_by for act in acts if act.asked_by] + [_label(one) for one in others])
    refusals = Alert.objects.filter(kind=REFUSED, reference__startswith=f"{order_id}:", closed_at=None)
    return Pending(
        rows=[PendingRow(act, names.get(act.asked_by, ""), user.has_perm(act.right)) for act in acts],
        refusals=list(refusals.order_by("pk")[:SHOWN_REFUSALS]) if may_be_refused(history) else [],
        also=[f"{names[_label(one)]} ({_time(one)})" for one in others],
    )


def may_wait(history: Sequence[TimelineEntry] | None) -> bool:
    """Whether an act was asked for and nothing is told of its end, or a parcel left within the hour."""
    if history is None:
        return True
    since = timezone.now() - MAIL_WAITS
    if any(entry.name == ParcelDispatched.name and entry.at > since for entry in history):
        return True
    tokens = {name: {dict(e.ids).get("token") for e in history if e.name == name} for name in (_ASKED, *_ENDED)}
    return bool(tokens[_ASKED].difference(*(tokens[name] for name in _ENDED)))


def may_be_refused(history: Sequence[TimelineEntry] | None) -> bool:
    return history is None or any(entry.name == ActRefused.name for entry in history)


def _label(one: Present) -> str:
    return f"user:{one.user_id}"


def _time(one: Present) -> str:
    return f"{one.minutes} min" if one.minutes else "just now"
