"""The inbox of other shops: keep what they tell once, and promise to read it."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.cards import mask_deeply
from core.errors import Blocker, MoveRefused, NotFound
from core.events import Publication, publish, publish_many
from core.service import service
from orders.events import ChannelNoticeKept
from orders.intake.channels.contract import Notice
from orders.models import ChannelNotice, ChannelSource, NoticeState

_KEEP = """
INSERT INTO orders_channelnotice (source_id, event_id, topic, body, external_id, state, field, reason, tries)
SELECT %s, v.event_id, v.topic, v.body::jsonb, '', 'kept', '', '', 0
FROM unnest(%s::text[], %s::text[], %s::text[]) AS v (event_id, topic, body) ORDER BY v.event_id
ON CONFLICT (source_id, event_id) DO NOTHING RETURNING id
"""
OPEN = (NoticeState.KEPT, NoticeState.WAITING, NoticeState.PARKED)


@service
def keep_notices(*, source: ChannelSource, notices: Sequence[Notice]) -> int:
    """Keep each notice once and promise to read it; tells how many are new. Two statements.

    Of two that keep the same event at once the second waits for the first, and keeps nothing.
    """
    unique = {notice.event_id[:120]: notice for notice in reversed(notices)}
    events = sorted(unique)
    values = [
        events,
        [unique[event].topic[:60] for event in events],
        [json.dumps(mask_deeply(unique[event].body)) for event in events],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [source.pk, *values])
        keys = sorted(row[0] for row in cursor.fetchall())
    publish_many(Publication(fact=ChannelNoticeKept(notice_id=key), actor=SYSTEM) for key in keys)
    return len(keys)


@service
def close_notice(
    *, notice_id: int, state: NoticeState, field: str = "", reason: str = "", order_id: int | None = None,
    external_id: str = "", told_at: datetime | None = None,
) -> None:  # fmt: skip
    """Write down what became of a notice; one that was applied stays so. ``told_at`` is the shop's time."""
    notice = ChannelNotice.objects.select_for_update(no_key=True).get(pk=notice_id)
    if notice.state == NoticeState.APPLIED:
        return
    notice.state, notice.field, notice.reason = state, field[:80], reason[:400]
    notice.order_id = order_id or notice.order_id
    notice.external_id, notice.told_at = external_id[:64] or notice.external_id, told_at or notice.told_at
    notice.worked_at, notice.tries = timezone.now(), notice.tries + 1
    notice.save()


@service
def wake_waiting(*, source_id: int, external_id: str) -> None:
    """Read again what waited for this order."""
    waiting = ChannelNotice.objects.select_for_update(no_key=True).filter(
        source_id=source_id, external_id=external_id, state=NoticeState.WAITING
    )
    publish_many(
        Publication(fact=ChannelNoticeKept(notice_id=notice.pk, round=notice.tries), actor=SYSTEM) for notice in waiting
    )


@service
def retry_notice(*, notice_id: int, actor: Actor) -> ChannelNotice:
    """Read a notice again, after what stood in its way was put right. Raises NotPermitted, NotFound, MoveRefused."""
    ensure_may(actor, "orders.retry_channelnotice")
    notice = ChannelNotice.objects.select_for_update(no_key=True).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound("There is no such notice.", notice_id=notice_id)
    if notice.state not in OPEN:
        raise MoveRefused("retry", [Blocker("state", f"it is {notice.get_state_display().lower()}.")])
    publish(ChannelNoticeKept(notice_id=notice.pk, round=notice.tries), actor=actor)
    return notice
