"""Reps look at what waits for a person and let ordinary orders go."""

from django.db.models import QuerySet

from core.errors import OmsError
from desk.simulation.script import REP, Script, Stage
from desk.simulation.tales import STORY
from orders.models import HoldKind, Order, OrderHold
from orders.selectors.real import real_orders
from orders.services.canceling import cancel_order
from orders.services.holding import hold_order, release_hold
from orders.statuses import OrderState

_REVIEWED = (HoldKind.FRAUD_REVIEW, HoldKind.ADDRESS, HoldKind.POSSIBLE_DUPLICATE, HoldKind.PRICE_CHECK)


def review_holds(script: Script, *, limit: int = 100) -> int:
    """Release the holds a rep can decide; tells how many."""
    open_holds = OrderHold.objects.filter(script.is_ours(), kind__in=_REVIEWED, released_at=None).exclude(
        order__state__in=[OrderState.CANCELED, OrderState.EXPIRED, OrderState.COMPLETED]
    )
    open_holds = open_holds.exclude(order__external_id__startswith=STORY)
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


CHANGED_MIND_SHARE = 4
ASKED_TO_WAIT_SHARE = 4


def answer_calls(script: Script) -> int:
    """A few customers call: some cancel, some ask to wait. Tells how many were served."""
    served = 0
    for order_id in _recent().filter(script.is_ours("pk")).values_list("pk", flat=True)[:100]:
        rolled = script.roll("call", order_id)
        try:
            if rolled < CHANGED_MIND_SHARE:
                cancel_order(order_id=order_id, actor=REP, reason="The customer ordered the wrong size.")
            elif rolled < CHANGED_MIND_SHARE + ASKED_TO_WAIT_SHARE:
                hold_order(
                    order_id=order_id,
                    kind=HoldKind.CUSTOMER_REQUEST,
                    reason="Away until next week; ship then.",
                    actor=REP,
                )
            else:
                continue
        except OmsError:
            continue
        served += 1
    return served


def _recent() -> QuerySet[Order]:
    """Orders nobody called about, nothing of which is on the floor yet; those of a story go as it is told."""
    orders = real_orders().filter(state__in=[OrderState.PLACED, OrderState.CONFIRMED], is_historical=False)
    orders = orders.filter(holds=None, channel__prices__isnull=False).exclude(external_id__startswith=STORY)
    return orders.distinct().order_by("-pk")
