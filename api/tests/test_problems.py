"""Refusals as the API answers them."""

import json

from api.problems import refused
from orders.errors import StaleVersion


def test_a_conflict_tells_what_changed_meanwhile():
    error = StaleVersion("Order W-1 was changed.", seen=1, now=2)
    error.tell(latest="Order W-1 was held by Ada.", changes=[{"event": "orders.held", "who": "Ada", "at": "…"}])

    body = json.loads(refused(error).content)

    assert body["detail"] == "Order W-1 was changed. Order W-1 was held by Ada."
    assert body["latest"] == "Order W-1 was held by Ada."
    assert body["changes"] == [{"event": "orders.held", "who": "Ada", "at": "…"}]


def test_a_refusal_that_nobody_caused_has_no_news():
    assert "latest" not in json.loads(refused(StaleVersion("Changed.", seen=1, now=2)).content)
