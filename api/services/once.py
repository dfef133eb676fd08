"""The same request twice is done once: its key is written in the transaction that does it."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from core.actors import Actor
from core.models import IdempotencyKey
from core.service import service
from orders.errors import IdempotencyMismatch

_CLAIM = """
INSERT INTO core_idempotencykey (scope, key, request_hash, kind, reference, created_at)
VALUES (%s, %s, %s, %s, '', now()) ON CONFLICT (scope, key) DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Made:
    """What a request made, by number or token; ``is_repeat`` when it had been made before."""

    reference: str
    is_repeat: bool = False


def fingerprint(*parts: Any) -> str:
    """SHA-256 of everything a request says, whatever order its fields came in."""
    text = json.dumps(parts, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@service
def do_once(*, operation: str, key: str, request_hash: str, actor: Actor, act: Callable[[], Made]) -> Made:
    """What ``act`` makes, or made when the same request came before; keys are counted per actor and operation.

    ``act`` runs in this transaction: a refusal leaves the key free. Of two at once the second waits for the
    first and gets its answer. Raises IdempotencyMismatch when the key came with another request, and what
    ``act`` raises.
    """
    scope = f"{actor.label}/{operation}"
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [scope, key, request_hash, operation])
        claimed = cursor.fetchone()
    if claimed is None:
        return _earlier(scope, key, request_hash)
    made = act()
    IdempotencyKey.objects.filter(pk=claimed[0]).update(reference=made.reference)
    return made


def _earlier(scope: str, key: str, request_hash: str) -> Made:
    earlier = IdempotencyKey.objects.get(scope=scope, key=key)
    if earlier.request_hash != request_hash:
        raise IdempotencyMismatch(
            f"The idempotency key “{key}” was used before with another request. Send a new key.",
            field="Idempotency-Key",
        )
    return Made(earlier.reference, is_repeat=True)
