"""A parcel that came back to us undelivered: its goods are a return of their own, to be looked at."""

from collections.abc import Mapping

from django.utils import timezone

from core.actors import Actor
from core.errors import Blocker, MoveRefused
from core.events import publish
from core.numbers import next_number
from core.service import service
from fulfillment.models import Parcel
from fulfillment.statuses import ParcelState
from orders.locks import lock_lines, lock_order
from orders.models import OrderLine
from orders.services.recording.returning import record_return_requested
from returns.events import ReturnRequested
from returns.models import Return, ReturnLine, ReturnReason
from returns.selectors.returnable import returnable_units
from returns.services.moving import recount_open_returns
from returns.services.receiving import receive_return
from shipping.selectors.contents import units_in
from shipping.selectors.troubles import trouble_of

REASON = "undelivered"
RIGHT = "returns.receive_return"


@service
def receive_bounced_parcel(*, deliveryexception_id: int, actor: Actor) -> Return:
    """The return of the parcel's goods, received at the warehouse that sent it; asked twice it is one.

    They are looked at there before they can be sold. Raises NotPermitted, and MoveRefused for a parcel that is
    not back.
    """
    parcel = trouble_of(deliveryexception_id).parcel
    order = lock_order(parcel.fulfillment_order.order_id)
    parcel.refresh_from_db(fields=["state"])
    booked = Return.objects.filter(parcel=parcel).first()
    if booked is not None:
        return booked
    ensure_back(parcel)
    reason, _ = ReturnReason.objects.get_or_create(
        code=REASON, defaults={"label": "It could not be delivered", "is_active": False}
    )
    ret = Return.objects.create(
        number=next_number("return"), order=order, warehouse_id=parcel.fulfillment_order.warehouse_id, reason=reason,
        parcel=parcel, requested_by=actor.label, requested_at=timezone.now(),
    )  # fmt: skip
    units, strays = _free_and_taken(parcel.pk, lock_lines(order))
    ReturnLine.objects.bulk_create(ReturnLine(rma=ret, order_line_id=key, quantity=n) for key, n in units.items())
    if units:
        record_return_requested(order_id=order.pk, units=units, actor=actor)
    publish(ReturnRequested(order_id=order.pk, return_id=ret.pk), actor=actor, changes={ret.number: [None, ret.state]})
    recount_open_returns(order.pk, actor=actor)
    return receive_return(return_id=ret.pk, actor=actor, strays=strays)


def _free_and_taken(parcel_id: int, lines: Mapping[int, OrderLine]) -> tuple[dict[int, int], dict[int, int]]:
    """(units by order line that are still the customer's, units by SKU that were made good already).

    The latter came back all the same: they are ours, and somebody decides what becomes of them.
    """
    free: dict[int, int] = {}
    taken: dict[int, int] = {}
    for key, count in units_in(parcel_id).items():
        left = min(count, returnable_units(lines[key]))
        if left:
            free[key] = left
        if count > left:
            taken[lines[key].sku_id] = taken.get(lines[key].sku_id, 0) + count - left
    return free, taken


def ensure_back(parcel: Parcel) -> None:
    if parcel.state != ParcelState.RETURNED_TO_SENDER:
        sentence = f"parcel {parcel.number} is {parcel.get_state_display().lower()}."
        raise MoveRefused("book in", [Blocker("not_back", sentence, fix="Say that it came back first.")])
