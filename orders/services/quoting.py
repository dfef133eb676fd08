"""What an order would cost and when it would arrive: the path of placing, up to the write."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core.actors import Actor
from orders.intake.checking import check_request
from orders.intake.composing import Composed, compose
from orders.intake.gathering import gather
from orders.intake.overriding import overrides_of
from orders.intake.reference import reference
from orders.intake.requests import OrderRequest
from orders.services.allocating import Covered, foresee
from orders.services.placing import wish_of
from orders.services.redeeming import refuse_overused
from orders.services.writing import NewOrder


@dataclass(frozen=True, slots=True)
class Quote:
    """An order as it would be were it placed at ``at``; lines of ``covered`` are numbered from 1 as composed."""

    composed: Composed
    covered: Covered
    at: datetime


def quote_order(request: OrderRequest, *, actor: Actor, now: datetime | None = None) -> Quote:
    """The order that ``place_orders`` would make of the request now, to the cent and the day.

    Nothing is written or locked: who places a moment later may find goods gone and vouchers used up.
    Raises everything that placing would refuse it for, and NotPermitted for prices the actor may not give.
    """
    now, known = now or timezone.now(), reference()
    channel = check_request(request, known)
    gathered = gather([request], [channel], reference=known, now=now)
    composed = compose(request, channel, gathered=gathered, overrides=overrides_of(actor), now=now)
    refuse_overused(
        [used.voucher for used in composed.vouchers],
        customer_id=composed.customer.id if composed.customer else None,
        email=request.customer.email if request.customer else "",
    )
    # Keys that no row has: nothing is going to be written under them.
    wish = wish_of(NewOrder(composed, 0, "", list(range(1, len(composed.lines) + 1)), []))
    covered = foresee(wish, warehouses=known.warehouses_for(channel), now=now)
    return Quote(composed, covered, now)
