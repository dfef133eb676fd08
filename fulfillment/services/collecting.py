"""Hand packed goods out at the counter: to who has the code, or to who signs and can show who they are."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput, MoveRefused
from core.events import publish
from core.fsm import perform
from core.service import service
from fulfillment.events import GoodsCollected
from fulfillment.locks import lock_pickup
from fulfillment.models import FulfillmentOrder, Parcel, Pickup
from fulfillment.models.pickup import Proof
from fulfillment.services.awaiting import ensure_waiting
from fulfillment.services.closing import tell_open_parcels, units_of
from fulfillment.services.progress import save_work_lines
from fulfillment.statuses import ParcelState, WorkState
from orders.selectors.leaving import ship_blockers
from orders.services.recording.road import DispatchedUnit, record_delivery, record_dispatch

MOST_TRIES = 5
HAND_OUT, WITHOUT_CODE = "fulfillment.hand_out", "fulfillment.hand_out_without_code"


@dataclass(frozen=True, slots=True)
class Handover:
    """What became of an attempt to collect: handed out, or why not."""

    ok: bool
    message: str


@service
def collect(
    *, fulfillmentorder_id: int, code: str, collected_by: str, actor: Actor, now: datetime | None = None
) -> Handover:
    """Hand the goods out to who brings the code: shipped and delivered in one commit, the money due follows.

    A wrong code is counted, so it is an answer and no error; after five only a new code helps. Raises
    NotPermitted, PickupNotFound, InvalidInput without a name, and MoveRefused when it does not wait at the
    counter (any more) or its order must not leave.
    """
    ensure_may(actor, HAND_OUT)
    who = _named(collected_by)
    work, pickup = lock_pickup(fulfillmentorder_id)
    _ensure_may_leave(work)
    if pickup.wrong_tries >= MOST_TRIES:
        return Handover(False, f"{MOST_TRIES} wrong codes were tried. Send the customer a new one.")
    if not compare_digest(code.strip().encode(), pickup.code.encode()):
        pickup.wrong_tries += 1
        pickup.save(update_fields=["wrong_tries"])
        left = MOST_TRIES - pickup.wrong_tries
        return Handover(False, f"This is not the code of {work.number}. {left} tries are left; nothing was handed out.")
    _hand_out(work, pickup, Proof.CODE, who, actor=actor, now=now or timezone.now())
    return Handover(True, f"{work.number} is handed out to {who}.")


@service
def collect_on_signature(
    *, fulfillmentorder_id: int, collected_by: str, identity: str, actor: Actor, now: datetime | None = None
) -> Handover:
    """Hand the goods out to somebody without the code, who signed and showed ``identity``.

    Raises NotPermitted, PickupNotFound, InvalidInput without name or identity, and MoveRefused as ``collect``.
    """
    ensure_may(actor, HAND_OUT)
    ensure_may(actor, WITHOUT_CODE)
    who, shown = _named(collected_by), identity.strip()[:80]
    if not shown:
        raise InvalidInput("Say what they showed, such as an identity card. Never its number.", field="identity")
    work, pickup = lock_pickup(fulfillmentorder_id)
    _ensure_may_leave(work)
    pickup.identity = shown
    _hand_out(work, pickup, Proof.SIGNATURE, who, actor=actor, now=now or timezone.now())
    return Handover(True, f"{work.number} is handed out to {who}.")


def _named(collected_by: str) -> str:
    who = " ".join(collected_by.split())[:160]
    if not who:
        raise InvalidInput("Who takes it? Ask for the name.", field="collected_by")
    return who


def _ensure_may_leave(work: FulfillmentOrder) -> None:
    ensure_waiting(work, "hand out")
    reasons = list(ship_blockers(work.order, line_ids=[line.order_line_id for line in work.lines.all()]))
    if reasons:
        raise MoveRefused("hand out", reasons)


def _hand_out(work: FulfillmentOrder, pickup: Pickup, proof: Proof, who: str, *, actor: Actor, now: datetime) -> None:
    lines = {line.pk: line for line in work.lines.all()}
    parcels = Parcel.objects.select_for_update(of=("self",), no_key=True).filter(fulfillment_order=work)
    for parcel in parcels.exclude(state=ParcelState.CANCELED).order_by("pk"):
        items = list(parcel.items.order_by("pk"))
        perform(parcel, "hand_out", actor=actor, now=now)
        parcel.save(update_fields=["state", "shipped_at", "delivered_at"])
        for item in items:
            lines[item.line_id].shipped += item.quantity
        _tell_order(work, parcel, actor=actor, now=now)
    save_work_lines(lines.values())
    perform(work, "collect", actor=actor, now=now)
    work.save(update_fields=["state", "shipped_at"])
    pickup.code, pickup.proof, pickup.collected_by = "", proof, who
    pickup.collected_at, pickup.handed_out_by = now, actor.label
    pickup.save()
    told = GoodsCollected(order_id=work.order_id, fulfillment_order_id=work.pk)
    publish(told, actor=actor, changes={"work": [str(WorkState.READY_FOR_PICKUP), str(work.state)]})
    tell_open_parcels(work.order_id, actor=actor)


def _tell_order(work: FulfillmentOrder, parcel: Parcel, *, actor: Actor, now: datetime) -> None:
    """Out of the stock and with the customer at once: the order learns both, in their order."""
    items = list(parcel.items.order_by("pk"))
    left = [DispatchedUnit(item.order_line_id, item.level_id, item.quantity) for item in items]
    record_dispatch(order_id=work.order_id, parcel_id=parcel.pk, units=left, actor=actor, now=now)
    record_delivery(order_id=work.order_id, parcel_id=parcel.pk, units=units_of(items), actor=actor, now=now)
