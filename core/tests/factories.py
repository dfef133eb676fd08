"""Rows of the kernel by state."""

from itertools import count
from typing import Any

from core.effects import NewEffect, insert_effects
from core.models import Effect

_numbers = count(1)


def due_effect(task: str = "note_down", *, queue: str = "default", payload: Any = None, **options: Any) -> Effect:
    """An effect that is due now; ``options`` as NewEffect takes them."""
    key = options.pop("key", f"test-{next(_numbers)}")
    given = {"word": "a"} if payload is None and task.startswith("note") else payload or {}
    insert_effects([NewEffect(task=f"core.tests.doing.{task}", queue=queue, key=key, payload=given, **options)])
    return Effect.objects.get(key=key)


def dead_effect(**options: Any) -> Effect:
    effect = due_effect(**options)
    Effect.objects.filter(pk=effect.pk).update(state="dead", attempts=10)
    return Effect.objects.get(pk=effect.pk)
