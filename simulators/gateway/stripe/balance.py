"""The account's balance: every movement of money, newest first."""

from typing import Any

from simulators.gateway.stripe.finding import listed
from simulators.gateway.stripe.form import items_of
from simulators.gateway.stripe.things import Thing, found, public
from simulators.truth import Truth

KINDS = {"charge": "charge", "refund": "refund", "refund_failure": "refund"}


def balance_list(truth: Truth, wanted: dict[str, Any]) -> Thing:
    """One page of the lines of a type, with their sources in full when that was asked for."""
    kind = wanted.get("type")
    rows = [row for row in truth.every("balance_transaction") if kind in (None, row["type"])]
    page = listed(rows, wanted, url="/v1/balance_transactions")
    expand = items_of(wanted.get("expand"))
    if "data.source" in expand or "data.source.payment_intent" in expand:
        page["data"] = [_expanded(truth, row, expand) for row in page["data"]]
    return page


def _expanded(truth: Truth, row: Thing, expand: list[str]) -> Thing:
    source = public(found(truth, KINDS[row["type"]], row["source"]))
    if "data.source.payment_intent" in expand:
        source["payment_intent"] = public(found(truth, "payment_intent", source["payment_intent"]))
    return {**row, "source": source}
