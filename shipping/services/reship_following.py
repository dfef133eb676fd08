"""The order that replaces a parcel ends, or lives again: the customer is owed the goods, or is not."""

from core.actors import SYSTEM
from core.service import service
from fulfillment.models import Parcel
from fulfillment.statuses import ParcelState
from orders.intake.anew import is_numbered_by
from orders.locks import lock_lines, lock_order
from orders.models import Order
from orders.services.canceling import cancel_order
from orders.services.recording.resending import record_not_sent_anew, record_sent_anew
from orders.statuses import ENDED, LIVING
from shipping.models import Remedy
from shipping.selectors.contents import units_in
from shipping.services.exceptions import open_exception
from shipping.services.remedies import EXTERNAL, claim_blockers, paid_back_blockers, remedy_blockers
from shipping.statuses import ExceptionKind, RemedyKind

FALLEN = "The parcel it replaced was made good otherwise."


@service
def follow_reship(*, order_id: int) -> None:
    """Keep the parcel that the order replaces true to it; nothing for other orders, and nothing when run twice.

    Of an order that ended the parcel is free for another remedy and comes back to a person. One that lives again
    replaces it as before, or is canceled where goods or money went another way.
    """
    parcel = _parcel_of(order_id)
    if parcel is None:
        return
    first, new = lock_order(parcel.fulfillment_order.order_id), lock_order(order_id)
    ours = Remedy.objects.filter(parcel=parcel, kind=RemedyKind.RESHIP, reference=new.number)
    if new.state in ENDED and ours.exists():
        ours.delete()
        record_not_sent_anew(order_id=first.pk, units=units_in(parcel.pk), actor=SYSTEM)
        lost = parcel.state == ParcelState.LOST
        kind = ExceptionKind.LOST if lost else ExceptionKind.RETURNED_TO_SENDER
        words = f"Order {new.number} that replaced it is {new.get_state_display().lower()}."
        open_exception(parcel_id=parcel.pk, kind=kind, words=words)
    elif new.state in LIVING and not ours.exists():
        _replace_again(first, parcel, new)


def _replace_again(first: Order, parcel: Parcel, new: Order) -> None:
    begun = Remedy.objects.filter(parcel=parcel, kind=RemedyKind.RESHIP, reference="").exists()
    lines, units = lock_lines(first), units_in(parcel.pk)
    if begun:
        # Whoever is ordering it anew writes it down.
        return
    if any([*remedy_blockers(parcel), *claim_blockers(lines, units), *paid_back_blockers(first, lines, units)]):
        cancel_order(order_id=new.pk, actor=SYSTEM, reason=FALLEN)
        return
    Remedy.objects.create(parcel=parcel, kind=RemedyKind.RESHIP, reference=new.number, made_by=SYSTEM.label)
    record_sent_anew(order_id=first.pk, units=units, actor=SYSTEM)


def _parcel_of(order_id: int) -> Parcel | None:
    """The parcel that the order replaces, by what it was asked for as."""
    new = Order.objects.get(pk=order_id)
    if new.original_order_id is None or not new.external_id or not new.external_id.startswith(EXTERNAL):
        return None
    parcels = Parcel.objects.filter(fulfillment_order__order_id=new.original_order_id)
    of_first = parcels.select_related("fulfillment_order")
    return next((one for one in of_first if is_numbered_by(new.external_id, f"{EXTERNAL}{one.number}")), None)
