"""The same wish twice makes one order: keys written before anything else, in one statement."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from orders.errors import IdempotencyMismatch
from orders.intake.requests import OrderRequest, Outcome

_CLAIM = """
INSERT INTO core_idempotencykey (scope, key, request_hash, kind, reference, created_at)
SELECT scope, key, hash, 'order', reference, now()
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS v (scope, key, hash, reference)
ORDER BY scope, key ON CONFLICT (scope, key) DO NOTHING RETURNING scope, key
"""
_RELEASE = """
DELETE FROM core_idempotencykey k USING unnest(%s::text[], %s::text[]) AS v (scope, key)
WHERE k.scope = v.scope AND k.key = v.key
"""
_SEEN = """
SELECT k.scope, k.key, k.request_hash, o.id, o.number
FROM core_idempotencykey k JOIN unnest(%s::text[], %s::text[]) AS v (scope, key) USING (scope, key)
JOIN orders_order o ON o.id = CASE WHEN k.reference ~ '^[0-9]{1,18}$' THEN k.reference::bigint END
"""


@dataclass(frozen=True, slots=True)
class RequestKey:
    """One key of a request: the caller's own, or the channel's number for the order."""

    scope: str
    key: str
    hash: str
    is_strict: bool

    @property
    def pair(self) -> tuple[str, str]:
        return self.scope, self.key


def request_hash(request: OrderRequest) -> str:
    """SHA-256 of everything the request says, whatever order its fields came in."""
    text = json.dumps(asdict(request), cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def keys_of(request: OrderRequest, scope: str) -> list[RequestKey]:
    """The idempotency key, where another body is a mistake, and the channel's number, where the first wins."""
    keys = []
    if request.idempotency_key:
        keys.append(RequestKey(scope, request.idempotency_key, request_hash(request), is_strict=True))
    if request.external_id:
        keys.append(RequestKey(f"external:{request.channel_code}", request.external_id, "", is_strict=False))
    return keys


def claim_keys(wanted: Sequence[tuple[int, RequestKey]]) -> set[tuple[str, str]]:
    """Write (order key, request key) pairs; tells those that were taken before.

    Waits for a concurrent transaction that writes the same key, so exactly one of two wins.
    """
    if not wanted:
        return set()
    first = {key.pair: (order_id, key) for order_id, key in reversed(wanted)}
    ordered = list(first.values())
    values: list[Any] = [
        [key.scope for _, key in ordered],
        [key.key for _, key in ordered],
        [key.hash for _, key in ordered],
        [str(order_id) for order_id, _ in ordered],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        return set(first) - set(cursor.fetchall())


def release_keys(pairs: Collection[tuple[str, str]]) -> None:
    """Forget keys that this transaction claimed for an order it does not write."""
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(_RELEASE, [[scope for scope, _ in pairs], [key for _, key in pairs]])


def outcomes_of(keys: Sequence[RequestKey]) -> dict[tuple[str, str], Outcome]:
    """What earlier requests with these keys made; a strict key with another body is an error."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [[key.scope for key in keys], [key.key for key in keys]])
        seen = {(row[0], row[1]): row[2:] for row in cursor.fetchall()}
    outcomes = {}
    for key in keys:
        if key.pair not in seen:
            continue
        earlier, order_id, number = seen[key.pair]
        if key.is_strict and earlier != key.hash:
            error = IdempotencyMismatch(
                f"The idempotency key “{key.key}” was used before with another request. Send a new key.",
                field="Idempotency-Key",
            )
            outcomes[key.pair] = Outcome(order_id=None, error=error)
        else:
            outcomes[key.pair] = Outcome(order_id=order_id, number=number, is_repeat=True)
    return outcomes
