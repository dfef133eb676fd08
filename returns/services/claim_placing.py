"""Goods of a claim sent anew: an order at no price, placed once by a worker, whatever dies in between."""

from core.actors import SYSTEM
from core.errors import OmsError
from core.events import publish
from core.money import ZERO
from core.service import service
from orders.intake.anew import goods_anew, next_external_id
from orders.intake.requests import LineRequest, OrderRequest
from orders.locks import lock_order
from orders.services.canceling import cancel_order
from orders.services.placing import place_orders
from orders.statuses import ENDED, LIVING
from returns.aftersale_locks import lock_claim
from returns.events import ClaimOrderPlaced, ClaimOrderRefused
from returns.models import Claim
from returns.services.claim_deciding import finish_claim
from returns.services.exchange_placing import drop_orphan

EXTERNAL = "claim-"
FALLEN = "The claim it was placed for was made good otherwise."


def place_claim_order(*, claim_id: int) -> None:
    """Order the goods of a decided claim anew, or write down why they cannot be; a repeat finds the same order.

    Must be the outermost service, as placing must.
    """
    claim = Claim.objects.select_related("order__channel").get(pk=claim_id)
    if claim.replacement_id is not None or (claim.decided_at is None and not claim.replaces):
        return
    if not claim.replaces:
        drop_orphan(order_id=claim.order_id, external_id=external_id_of(claim))
        return
    (outcome,) = place_orders([request_for(claim)], actor=SYSTEM)
    if outcome.order_id is None:
        refuse_claim_order(claim_id=claim_id, error=outcome.error)
    else:
        finish_claim_order(claim_id=claim_id, new_order_id=outcome.order_id)


def external_id_of(claim: Claim) -> str:
    """One living order at most has it: the next one is asked for once the one before ended."""
    return next_external_id(f"{EXTERNAL}{claim.number}", original_order_id=claim.order_id)


def request_for(claim: Claim) -> OrderRequest:
    """The wish for the claimed goods to the same place at no price; the claim's number makes it one order."""
    lines = [
        LineRequest(
            sku_code=line.order_line.sku.code, quantity=line.replace_units, unit_price=ZERO,
            price_reason=f"Claim {claim.number}", tax_amount=ZERO,
        )
        for line in claim.lines.select_related("order_line__sku")
        if line.replace_units
    ]  # fmt: skip
    return goods_anew(claim.order, lines, external_id=external_id_of(claim))


@service
def finish_claim_order(*, claim_id: int, new_order_id: int) -> Claim:
    """The new order tied to the claim, once; one that nobody waits for any more is canceled."""
    claim = lock_claim(claim_id)
    new = lock_order(new_order_id)
    if new.pk == claim.replacement_id:
        return claim
    if new.state in ENDED:
        refuse_claim_order(claim_id=claim_id, error=None)
        return lock_claim(claim_id)
    if not claim.replaces or claim.replacement_id is not None:
        if new.state in LIVING:
            cancel_order(order_id=new.pk, actor=SYSTEM, reason=FALLEN)
        return claim
    claim.replacement, claim.failure = new, ""
    claim.save(update_fields=["replacement", "failure"])
    fact = ClaimOrderPlaced(order_id=claim.order_id, claim_id=claim.pk, new_order_id=new.pk)
    publish(fact, actor=SYSTEM, changes={"new order": [None, new.number]})
    finish_claim(claim, actor=SYSTEM)
    return claim


@service
def refuse_claim_order(*, claim_id: int, error: OmsError | None) -> None:
    """Nothing could be ordered: the reason stands on the claim, and a person decides."""
    claim = lock_claim(claim_id)
    if claim.replaces and claim.replacement_id is None:
        claim.failure = (error.message if error else "The new order was not placed.")[:400]
        claim.save(update_fields=["failure"])
        fact = ClaimOrderRefused(order_id=claim.order_id, claim_id=claim.pk)
        publish(fact, actor=SYSTEM, note=claim.failure)
