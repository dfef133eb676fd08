"""Write facts down: one statement for the timeline, one for the effects, however many facts."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from core.actors import Actor
from core.effects.insert import NewEffect, insert_effects, priority_of
from core.effects.registry import EffectTask, subscribers_of
from core.effects.window import end_of_any_window
from core.events.facts import Fact
from core.refusals import count_told

_INSERT_EVENTS = """
INSERT INTO core_event (order_id, seq, name, data, actor, at)
SELECT v.order_id,
       coalesce((SELECT max(e.seq) FROM core_event e WHERE e.order_id = v.order_id),
                (SELECT p.last_seq FROM core_packedtimeline p WHERE p.order_id = v.order_id), 0)
         + row_number() OVER (PARTITION BY v.order_id ORDER BY v.nr),
       v.name, v.data::jsonb, v.actor, coalesce(v.at, now())
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
     WITH ORDINALITY AS v (order_id, name, data, actor, at, nr)
ORDER BY v.nr
"""
_INSERT_WITH_NOTES = f"""
WITH told AS ({_INSERT_EVENTS} RETURNING id, order_id, seq),
     ranked AS (SELECT id, row_number() OVER (ORDER BY id) AS nr FROM told)
INSERT INTO core_eventnote (event_id, text)
SELECT ranked.id, n.text FROM ranked JOIN unnest(%s::text[]) WITH ORDINALITY AS n (text, nr) USING (nr)
WHERE n.text <> ''
"""


@dataclass(frozen=True, kw_only=True)
class Publication:
    """A fact together with what only the timeline keeps: values that changed and a reason."""

    fact: Fact
    actor: Actor
    changes: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    note: str = ""
    run_after: datetime | None = None
    priority: int | None = None
    at: datetime | None = None

    def data(self) -> str:
        ids = {k: v for k, v in self.fact.payload().items() if k != "order_id" and v is not None}
        changes = {k: list(v) for k, v in self.changes.items()}
        return json.dumps({**ids, **({"changes": changes} if changes else {})}, cls=DjangoJSONEncoder)


def publish(
    fact: Fact,
    *,
    actor: Actor,
    changes: Mapping[str, Sequence[Any]] | None = None,
    note: str = "",
    run_after: datetime | None = None,
) -> None:
    """Tell one fact inside the caller's transaction (see ``publish_many``)."""
    publish_many([Publication(fact=fact, actor=actor, changes=changes or {}, note=note, run_after=run_after)])


def publish_many(publications: Iterable[Publication]) -> None:
    """Write the timeline rows and one effect per subscriber; nothing leaves before the commit.

    The caller holds the lock of every order named: ``seq`` is taken inside the INSERT.
    """
    told = list(publications)
    _insert_events([p for p in told if p.fact.timeline and p.fact.order_id is not None])
    insert_effects([effect for p in told for effect in _effects_of(p)])


def _effects_of(publication: Publication) -> list[NewEffect]:
    fact = publication.fact
    subscribers = subscribers_of(fact.name)
    if not subscribers:
        return []
    key = fact.key()
    priority = publication.priority if publication.priority is not None else priority_of(publication.actor)
    return [
        NewEffect(
            task=task.name,
            queue=task.queue,
            payload=fact.payload(),
            key=f"{task.name}:{key}",
            order_id=fact.order_id,
            priority=priority,
            run_after=publication.run_after or _later(task),
        )
        for task in subscribers
    ]


def _later(task: EffectTask) -> datetime | None:
    return end_of_any_window() if task.undo is not None and task.undo.waits else None


def _insert_events(rows: list[Publication]) -> None:
    if not rows:
        return
    values: list[Any] = [
        [p.fact.order_id for p in rows],
        [p.fact.name for p in rows],
        [p.data() for p in rows],
        [p.actor.label for p in rows],
        [p.at for p in rows],
    ]
    count_told([p.fact.order_id for p in rows if p.fact.order_id is not None])
    with connection.cursor() as cursor:
        if any(p.note for p in rows):
            cursor.execute(_INSERT_WITH_NOTES, [*values, [p.note for p in rows]])
        else:
            cursor.execute(_INSERT_EVENTS, values)
