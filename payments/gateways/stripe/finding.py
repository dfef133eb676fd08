"""What became of a key. Stripe has no look-up by idempotency key; what we noted in metadata is found instead.

A search finds old intents at once, but new ones only minutes after they were made; a list knows every intent as soon
as it is made, but cannot look for metadata. So: the search, then the list of the last hour. Only what neither knows
never happened. Source: docs.stripe.com/search (data freshness), docs.stripe.com/api/payment_intents/list.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import stripe
from django.utils import timezone

from payments.gateways.contract import Instruction
from payments.gateways.stripe.build import CHARGE
from payments.gateways.stripe.notes import AUTHORIZED_BY, name_of
from payments.gateways.stripe.reactions import silence_about

# How long Stripe's search may lag behind, generously. Source: docs.stripe.com/search: up to an hour in an outage.
SEARCH_LAG = timedelta(hours=1)
# A transaction is written before its request is sent, by clocks that may differ.
CLOCKS = timedelta(minutes=2)
# How far back the list goes where there is no search and nobody knows when the request was made.
FARTHEST = timedelta(days=1)
PAGE = 100


def intent_with(client: stripe.StripeClient, intent_id: str) -> Mapping[str, Any]:
    """An intent as it is now, with its charge. Raises Unavailable, or Declined when there is none."""
    try:
        return client.v1.payment_intents.retrieve(intent_id, {"expand": [CHARGE]}).to_dict()
    except stripe.StripeError as error:
        raise silence_about(error) from error


def intent_made_by(client: stripe.StripeClient, instruction: Instruction) -> Mapping[str, Any] | None:
    """The intent that an authorization's key made; None when it never did."""
    name_of(instruction.key)
    now = timezone.now()
    asked_at = instruction.asked_at - CLOCKS if instruction.asked_at else now - FARTHEST
    try:
        found, since = _searched(client, instruction.key), max(asked_at, now - SEARCH_LAG)
    except (stripe.InvalidRequestError, stripe.PermissionError):
        # Accounts of some countries have no search.
        found, since = "", asked_at
    except stripe.StripeError as error:
        raise silence_about(error) from error
    intent_id = found or _listed(client, instruction.key, since=since)
    return intent_with(client, intent_id) if intent_id else None


def refund_made_by(client: stripe.StripeClient, instruction: Instruction) -> Mapping[str, Any] | None:
    """The refund that a key made; None when it never did."""
    charge = instruction.target.partition(":")[0]
    try:
        every = client.v1.refunds.list({"charge": charge, "limit": PAGE}).auto_paging_iter()
        return next((row for row in map(_plain, every) if _key(row) == instruction.key), None)
    except stripe.StripeError as error:
        raise silence_about(error) from error


def _searched(client: stripe.StripeClient, key: str) -> str:
    rows = client.v1.payment_intents.search({"query": f"metadata['{AUTHORIZED_BY}']:'{key}'"}).data
    return str(rows[0].id) if rows else ""


def _listed(client: stripe.StripeClient, key: str, *, since: datetime) -> str:
    try:
        made = client.v1.payment_intents.list({"created": {"gte": int(since.timestamp())}, "limit": PAGE})
        return next((str(row["id"]) for row in map(_plain, made.auto_paging_iter()) if _key(row) == key), "")
    except stripe.StripeError as error:
        raise silence_about(error) from error


def _plain(thing: stripe.StripeObject) -> Mapping[str, Any]:
    return thing.to_dict()


def _key(thing: Mapping[str, Any]) -> str:
    return str((thing.get("metadata") or {}).get(AUTHORIZED_BY) or "")
