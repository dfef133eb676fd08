"""Why orders are not completed: a table for whoever has to look."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from core.fsm import blockers_of
from core.models import Effect, EffectState
from fulfillment.models import FulfillmentOrder, Parcel
from orders.models import Order, OrderHold
from orders.selectors.real import real_orders
from orders.statuses import OrderState

ENDED = (OrderState.COMPLETED, OrderState.CANCELED, OrderState.EXPIRED)
FOR_A_PERSON = "waits for a person"
UNDER_WAY = "under way"
STUCK = "stuck"


@dataclass(frozen=True)
class Account:
    """How many orders ended, how, and why the others did not; ``causes`` are (kind, cause, count)."""

    orders: int
    sellable: int
    completed: int
    canceled: int
    causes: Sequence[tuple[str, str, int]]

    def count(self, kind: str) -> int:
        return sum(count for found, _, count in self.causes if found == kind)


def account_for(*, channel_codes: Sequence[str] = ()) -> Account:
    """Every live order of the channels (of all when none is named), sorted by what became of it.

    ``sellable`` leaves out orders whose customer canceled every unit.
    """
    orders = real_orders().filter(is_historical=False).exclude(state=OrderState.DRAFT)
    if channel_codes:
        orders = orders.filter(channel__code__in=channel_codes)
    states = Counter(orders.values_list("state", flat=True))
    canceled = states[OrderState.CANCELED] + states[OrderState.EXPIRED]
    total = sum(states.values())
    causes: Counter[tuple[str, str]] = Counter()
    for order in orders.exclude(state__in=ENDED).select_related("channel").order_by("pk").iterator(500):
        causes[cause_of(order)] += 1
    table = [(kind, cause, count) for (kind, cause), count in causes.most_common()]
    return Account(total, total - canceled, states[OrderState.COMPLETED], canceled, table)


def cause_of(order: Order) -> tuple[str, str]:
    """(kind, cause) of one order that has not ended."""
    hold = OrderHold.objects.filter(order=order, released_at=None).first()
    if hold is not None:
        return FOR_A_PERSON, f"on hold: {hold.get_kind_display().lower()}"
    if order.payment_failed_at is not None:
        return FOR_A_PERSON, "payment failed"
    if Effect.objects.filter(order_id=order.pk, state=EffectState.DEAD).exists():
        return FOR_A_PERSON, "an effect is dead"
    if order.open_cases or order.open_claims:
        return FOR_A_PERSON, "a case is open"
    if order.open_money or order.is_disputed:
        return FOR_A_PERSON, "its money waits for a person"
    if order.open_returns or order.open_exchanges:
        return UNDER_WAY, "a return is open"
    if order.payment_status == "pending" and order.state == OrderState.PLACED:
        return FOR_A_PERSON, "waits for the customer's money"
    parcel = Parcel.objects.filter(fulfillment_order__order=order).exclude(_ARRIVED).order_by("pk").first()
    if parcel is not None:
        kind = FOR_A_PERSON if parcel.state in ("label_failed", "lost", "returned_to_sender") else UNDER_WAY
        return kind, f"parcel {parcel.get_state_display().lower()}"
    return _cause_on_the_floor(order)


_ARRIVED = Q(state__in=["delivered", "canceled"])


def _cause_on_the_floor(order: Order) -> tuple[str, str]:
    if order.lines.filter(backordered__gt=0).exists():
        return FOR_A_PERSON, "backordered"
    work = FulfillmentOrder.objects.filter(order=order).exclude(state__in=["shipped", "canceled"]).first()
    if work is not None:
        return UNDER_WAY, f"on the floor: {work.get_state_display().lower()}"
    if Effect.objects.filter(order_id=order.pk, state__in=[EffectState.DUE, EffectState.CLAIMED]).exists():
        return UNDER_WAY, "work of the system is due"
    move = "confirm" if order.state == OrderState.PLACED else "complete"
    reasons = blockers_of(order, move)
    return STUCK, reasons[0].code if reasons else f"nothing hinders {move}"
