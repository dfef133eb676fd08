"""Row locks of exchanges and claims: the orders first, the older before the newer."""

from orders.locks import lock_order
from returns.errors import ClaimNotFound, ExchangeNotFound
from returns.models import Claim, Exchange


def lock_exchange(exchange_id: int) -> Exchange:
    """The exchange behind its two locked orders, all freshly read. Raises ExchangeNotFound.

    The new order always has the higher key, so two exchanges never wait for each other crosswise.
    """
    known = Exchange.objects.filter(pk=exchange_id).values("order_id").first()
    if known is None:
        raise ExchangeNotFound(f"There is no exchange with key {exchange_id}.", exchange_id=exchange_id)
    order = lock_order(known["order_id"])
    exchange = Exchange.objects.select_for_update(of=("self",), no_key=True).select_related("rma").get(pk=exchange_id)
    exchange.order = order
    if exchange.replacement_id is not None:
        exchange.replacement = lock_order(exchange.replacement_id)
    return exchange


def lock_claim(claim_id: int) -> Claim:
    """The claim behind its locked order, both freshly read. Raises ClaimNotFound."""
    order_id = Claim.objects.filter(pk=claim_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise ClaimNotFound(f"There is no claim with key {claim_id}.", claim_id=claim_id)
    order = lock_order(order_id)
    claim = Claim.objects.select_for_update(of=("self",), no_key=True).get(pk=claim_id)
    claim.order = order
    return claim
