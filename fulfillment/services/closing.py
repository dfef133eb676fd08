"""Close parcels, open them again, take them apart: order, work and parcel change together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone

from core.actors import Actor
from core.errors import Blocker, MoveRefused
from core.events import publish
from core.fsm import perform
from core.service import service
from fulfillment.events import ParcelPacked, ParcelUnpacked
from fulfillment.locks import lock_parcel
from fulfillment.models import Packaging, Parcel, ParcelItem
from fulfillment.services.awaiting import await_customer
from fulfillment.services.progress import advance, save_work_lines
from fulfillment.services.weighing import keep_suggestion, plan_unclosed, weigh
from fulfillment.statuses import ParcelState, WorkState
from orders.services.recording.counts import record_open
from orders.services.recording.floor import record_packed, record_unpacked

AWAITED = (
    ParcelState.PACKED, ParcelState.LABEL_FAILED, ParcelState.LABELED, ParcelState.MANIFESTED, ParcelState.SHIPPED,
)  # fmt: skip

CLOSED_FIELDS = [
    "state", "weight_grams", "expected_grams", "weight_reason", "requires_signature", "packaging",
    "suggested_packaging", "suggested_by", "packed_at", "packed_by",
]  # fmt: skip


@service
def close_parcel(
    *,
    parcel_id: int,
    weight_grams: int,
    packaging_id: int | None = None,
    weight_reason: str = "",
    actor: Actor,
    now: datetime | None = None,
) -> Parcel:
    """The closed parcel, weighed in grams with its box; tells ``fulfillment.parcel_packed`` (a label follows).

    Raises NotPermitted, ParcelNotFound, and MoveRefused when it is empty, unweighed, too heavy for its box, or so far
    from its expected weight that it takes a ``weight_reason``.
    """
    now = now or timezone.now()
    planned = plan_unclosed(parcel_id)
    parcel = lock_parcel(parcel_id)
    work = parcel.fulfillment_order
    items = list(parcel.items.select_related("order_line__sku").order_by("pk"))
    contents = [(item.order_line.sku, item.quantity) for item in items]
    parcel.weight_grams = weight_grams
    # The customer may have asked for something else since the parcel was begun.
    parcel.requires_signature = work.order.requires_signature
    parcel.packaging = Packaging.objects.filter(pk=packaging_id).first() if packaging_id else None
    _ensure_box_holds(parcel)
    before, after = perform(parcel, "close", actor=actor, now=now)
    weigh(parcel, contents, reason=weight_reason)
    keep_suggestion(parcel, contents, planned)
    parcel.packed_by = actor.label
    parcel.save(update_fields=CLOSED_FIELDS)
    _change_packed(parcel, items, 1)
    record_packed(order_id=work.order_id, units=units_of(items), actor=actor)
    advance(work, now=now)
    told = ParcelPacked(order_id=work.order_id, fulfillment_order_id=work.pk, parcel_id=parcel.pk)
    publish(told, actor=actor, changes={"parcel": [before, after]})
    tell_open_parcels(work.order_id, actor=actor)
    if work.state == WorkState.READY_FOR_PICKUP:
        await_customer(work, actor=actor, now=now)
    return parcel


@service
def repack_parcel(*, parcel_id: int, actor: Actor, reason: str = "") -> Parcel:
    """A closed, unlabeled parcel is open again. Raises NotPermitted and MoveRefused."""
    parcel = lock_parcel(parcel_id)
    work = parcel.fulfillment_order
    if work.parcels.filter(state=ParcelState.PACKING).exists():
        reasons = [Blocker("one_is_open", "another parcel of this order is open.", fix="Close that one first.")]
        raise MoveRefused("repack", reasons)
    perform(parcel, "repack", actor=actor)
    parcel.save(update_fields=["state", "packed_at"])
    _unpack(parcel, actor=actor, reason=reason)
    return parcel


@service
def cancel_parcel(*, parcel_id: int, actor: Actor, reason: str = "") -> Parcel:
    """The parcel is taken apart; its units lie at the bench, picked. Raises NotPermitted and MoveRefused."""
    parcel = lock_parcel(parcel_id)
    was_closed = parcel.state != ParcelState.PACKING
    perform(parcel, "cancel", actor=actor)
    parcel.save(update_fields=["state"])
    if was_closed:
        _unpack(parcel, actor=actor, reason=reason)
    return parcel


def _unpack(parcel: Parcel, *, actor: Actor, reason: str) -> None:
    work = parcel.fulfillment_order
    items = list(parcel.items.order_by("pk"))
    _change_packed(parcel, items, -1)
    record_unpacked(order_id=work.order_id, units=units_of(items), actor=actor, reason=reason)
    advance(work, now=timezone.now())
    publish(ParcelUnpacked(order_id=work.order_id, fulfillment_order_id=work.pk, parcel_id=parcel.pk), actor=actor)
    tell_open_parcels(work.order_id, actor=actor)


def units_of(items: Iterable[ParcelItem]) -> Mapping[int, int]:
    """Order line → units of some parcel items."""
    units: dict[int, int] = defaultdict(int)
    for item in items:
        units[item.order_line_id] += item.quantity
    return units


def _change_packed(parcel: Parcel, items: Iterable[ParcelItem], sign: int) -> None:
    lines = {line.pk: line for line in parcel.fulfillment_order.lines.all()}
    for item in items:
        lines[item.line_id].packed += sign * item.quantity
    save_work_lines(lines.values())


def tell_open_parcels(order_id: int, *, actor: Actor) -> None:
    """The order's notice board knows how many packed parcels have not arrived."""
    count = Parcel.objects.filter(fulfillment_order__order_id=order_id, state__in=AWAITED).count()
    record_open(order_id=order_id, parcels=count, actor=actor)


def _ensure_box_holds(parcel: Parcel) -> None:
    box = parcel.packaging
    if box is not None and parcel.weight_grams and parcel.weight_grams > box.max_weight_grams:
        sentence = f"{box.name} holds {box.max_weight_grams} g at most, not {parcel.weight_grams} g."
        raise MoveRefused("close", [Blocker("too_heavy", sentence, fix="Take a stronger box or split the parcel.")])
