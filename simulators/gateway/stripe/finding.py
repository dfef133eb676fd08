"""Lists, newest first, and the search, which lags behind."""

import re
import time
from typing import Any

from simulators.gateway.stripe.errors import invalid
from simulators.gateway.stripe.form import fields_of
from simulators.gateway.stripe.things import Thing, public
from simulators.truth import Truth

MOST = 100
CLAUSE = re.compile(r"metadata\[['\"](?P<name>[^'\"]+)['\"]\]:['\"](?P<text>[^'\"]*)['\"]")


def listed(things: list[Thing], wanted: dict[str, Any], *, url: str) -> Thing:
    """One page of ``things``, which are oldest first, made at or after ``created[gte]``."""
    since = int(fields_of(wanted.get("created")).get("gte", 0))
    rows = [public(thing) for thing in reversed(things) if thing["created"] >= since]
    after = wanted.get("starting_after")
    if after:
        places = [place for place, row in enumerate(rows) if row["id"] == after]
        rows = rows[places[0] + 1 :] if places else []
    most = min(MOST, int(wanted.get("limit", 10)))
    return {"object": "list", "data": rows[:most], "has_more": len(rows) > most, "url": url}


def searched(truth: Truth, wanted: dict[str, Any], *, lag_seconds: float) -> Thing:
    """Intents by metadata; what is younger than the lag is not found yet, as with Stripe."""
    clause = CLAUSE.fullmatch(str(wanted.get("query", "")).strip())
    if clause is None:
        raise invalid("This simulator searches for one metadata clause only.", param="query")
    found = [
        public(intent)
        for intent in reversed(truth.every("payment_intent"))
        if intent["metadata"].get(clause["name"]) == clause["text"] and intent["_created"] <= time.time() - lag_seconds
    ]
    return {
        "object": "search_result", "data": found[:MOST], "has_more": False, "next_page": None,
        "url": "/v1/payment_intents/search",
    }  # fmt: skip
