"""What Stripe says it moved, by the lines of its balance.

A line tells that money moved, its source what for: the captures noted on a charge's intent, a refund, or a refund that
came back. Stripe lists the newest first; what comes meanwhile is read by the next comparison, which overlaps.
Source: docs.stripe.com/api/balance_transactions/list.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import stripe

from core.errors import Unavailable
from payments.gateways.listing import Movement, Page
from payments.gateways.stripe.finding import PAGE
from payments.gateways.stripe.money import amount_of
from payments.gateways.stripe.notes import AUTHORIZED_BY, ORDER, noted, notes_on
from payments.gateways.stripe.reactions import silence_about
from payments.statuses import TransactionKind

SOURCE = {"charge": "data.source.payment_intent", "refund": "data.source", "refund_failure": "data.source"}
_TYPES = tuple(SOURCE)


def page_of(client: stripe.StripeClient, *, since: datetime, position: str) -> Page:
    """The next page; ``position`` is the type of line and the last one read. Raises Unavailable."""
    kind, _, after = position.partition(":")
    kind = kind or _TYPES[0]
    wanted: Any = {
        "type": kind, "created": {"gte": int(since.timestamp())}, "limit": PAGE, "expand": [SOURCE[kind]],
        **({"starting_after": after} if after else {}),
    }  # fmt: skip
    try:
        page = client.v1.balance_transactions.list(wanted).to_dict()
    except stripe.StripeError as error:
        raise silence_about(error) from error
    try:
        found = {each.gateway_reference: each for row in page["data"] for each in _READERS[kind](row["source"])}
        ends = f"{kind}:{page['data'][-1]['id']}" if page["has_more"] else _next_type(kind)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Unavailable(f"Stripe's list cannot be read: {error!r}.") from error
    return Page(movements=list(found.values()), next_position=ends)


def _next_type(kind: str) -> str:
    rest = _TYPES[_TYPES.index(kind) + 1 :]
    return f"{rest[0]}:" if rest else ""


def _captures(charge: Mapping[str, Any]) -> Iterator[Movement]:
    """Each capture under its own key; what nobody noted was not asked for by us."""
    intent = charge.get("payment_intent") or {}
    currency, name = str(charge["currency"]), str(charge["id"])
    reference = str((intent.get("metadata") or {}).get(ORDER) or "")
    for noted_as, note in notes_on(intent).items():
        if note.kind == TransactionKind.CAPTURE:
            key = noted_as.removeprefix("oms_")
            yield _movement(TransactionKind.CAPTURE, f"{name}:{key}", note.units, currency, key, reference)
    strange = int(charge["amount_captured"]) - noted(intent, TransactionKind.CAPTURE)
    if strange > 0:
        yield _movement(TransactionKind.CAPTURE, name, strange, currency, "", reference)


def _refunds(refund: Mapping[str, Any]) -> Iterator[Movement]:
    # What failed meanwhile has a line of its own.
    if refund["status"] == "succeeded":
        yield _of_refund(TransactionKind.REFUND, refund)


def _returns(refund: Mapping[str, Any]) -> Iterator[Movement]:
    yield _of_refund(TransactionKind.RETURN, refund)


def _of_refund(kind: TransactionKind, refund: Mapping[str, Any]) -> Movement:
    told = refund.get("metadata") or {}
    key, reference = str(told.get(AUTHORIZED_BY) or ""), str(told.get(ORDER) or "")
    return _movement(kind, str(refund["id"]), int(refund["amount"]), str(refund["currency"]), key, reference)


def _movement(kind: TransactionKind, name: str, units: int, currency: str, key: str, reference: str) -> Movement:
    return Movement(
        kind=kind, gateway_reference=name, amount=amount_of(units, currency), currency=currency.upper(), key=key,
        reference=reference,
    )  # fmt: skip


_READERS: dict[str, Callable[[Mapping[str, Any]], Iterator[Movement]]] = {
    "charge": _captures,
    "refund": _refunds,
    "refund_failure": _returns,
}
