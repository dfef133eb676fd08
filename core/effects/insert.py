"""Effects are born with the fact that caused them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from core.actors import Actor
from core.effects.nudge import nudge_on_commit

_INSERT = """
INSERT INTO core_effect (task, queue, payload, key, order_id, priority, state, attempts, run_after, queued_at,
                         claim_no, created_at, last_error)
SELECT v.task, v.queue, v.payload::jsonb, v.key, v.order_id, v.priority, 'due', 0, coalesce(v.run_after, now()),
       CASE WHEN v.run_after IS NULL THEN now() END, 0, now(), ''
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::int[], %s::timestamptz[])
     AS v (task, queue, payload, key, order_id, priority, run_after)
ON CONFLICT (key) DO NOTHING
"""
BULK = 9
_PRIORITY = {"user": 0, "customer": 0, "api": 0, "system": 5, "import": BULK, "simulation": BULK}


@dataclass(frozen=True, kw_only=True)
class NewEffect:
    """An effect to insert; ``key`` is unique for ever, a repeat is the same intention."""

    task: str
    queue: str
    key: str
    payload: dict[str, Any] = field(default_factory=dict)
    order_id: int | None = None
    priority: int = 5
    run_after: datetime | None = None


def priority_of(actor: Actor) -> int:
    """A person's act 0, the system's 5, bulk 9."""
    return _PRIORITY.get(actor.kind, 5)


def insert_effects(effects: Sequence[NewEffect]) -> None:
    """One INSERT for all; workers are nudged after the commit."""
    if not effects:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                [e.task for e in effects],
                [e.queue for e in effects],
                [json.dumps(e.payload, cls=DjangoJSONEncoder) for e in effects],
                [e.key for e in effects],
                [e.order_id for e in effects],
                [e.priority for e in effects],
                [e.run_after for e in effects],
            ],
        )
    nudge_on_commit({e.queue for e in effects if e.run_after is None})
