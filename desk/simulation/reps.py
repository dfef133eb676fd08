"""Reps look at what waits for a person and let ordinary orders go."""

from django.db.models import Q

from core.errors import OmsError
from desk.simulation.script import REP, Script, Stage
from orders.models import HoldKind, OrderHold
from orders.services.holding import release_hold
from orders.statuses import OrderState

_REVIEWED = (HoldKind.FRAUD_REVIEW, HoldKind.ADDRESS, HoldKind.POSSIBLE_DUPLICATE, HoldKind.PRICE_CHECK)


def review_holds(script: Script, *, limit: int = 100) -> int:
    """Release the holds a rep can decide; tells how many."""
    open_holds = OrderHold.objects.filter(Q(kind__in=_REVIEWED), released_at=None).exclude(
        order__state__in=[OrderState.CANCELED, OrderState.EXPIRED, OrderState.COMPLETED]
    )
    released = 0
    for hold_id, order_id in open_holds.order_by("pk").values_list("pk", "order_id")[: limit * 4]:
        if released >= limit or not script.may(order_id, Stage.RELEASED):
            continue
        try:
            release_hold(hold_id=hold_id, actor=REP, reason="Looked at: an ordinary order.")
        except OmsError:
            continue
        released += 1
    return released
