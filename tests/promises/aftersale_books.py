"""Goods exchanged and goods claimed, for books that stand at every stage."""

from core.actors import SYSTEM
from orders.models import Order
from returns.models import Disposition
from returns.services.claim_deciding import decide_claim
from returns.services.claiming import approve_claim, open_claim
from returns.services.exchange_deciding import approve_exchange
from returns.services.exchanging import request_exchange
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.settling import settle_return
from tests.journeys import people


def exchange_and_claim(order: Order) -> None:
    """One unit exchanged for the same, its worth moved; one claimed and sent anew, one of another order's claimed."""
    first, second = order.lines.order_by("position")
    exchange = request_exchange(order_id=order.pk, units={first.pk: 1}, reason_code="changed_mind", actor=SYSTEM)
    approve_exchange(exchange_id=exchange.pk, actor=SYSTEM)
    claim = open_claim(order_id=order.pk, kind="damaged", units={second.pk: 1}, actor=SYSTEM)
    approve_claim(claim_id=claim.pk, actor=SYSTEM)
    decide_claim(claim_id=claim.pk, replace_units={second.pk: 1}, actor=SYSTEM)
    people.work()
    receive_return(return_id=exchange.rma_id, actor=SYSTEM)
    judgments = {exchange.rma.lines.get().pk: [Judgment(disposition=Disposition.RESTOCK, quantity=1)]}
    inspect_return(return_id=exchange.rma_id, judgments=judgments, actor=SYSTEM)
    settle_return(return_id=exchange.rma_id, actor=SYSTEM)
    people.work()
