"""Hand-over: one open manifest per carrier and warehouse, parcels scanned onto it, closed when the truck leaves."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.events import Publication, publish_many
from core.fsm import perform
from core.numbers import next_number
from core.refusals import stand_on_order
from core.service import service
from fulfillment.models import ParcelItem
from fulfillment.services.parcels import mark_manifested, mark_unmanifested
from orders.selectors.leaving import ship_blockers
from shipping.errors import ParcelNotReady, UnknownParcelCode, WrongManifest
from shipping.events import ManifestClosed, ParcelLeaves
from shipping.locks import lock_label, lock_manifest, lock_orders
from shipping.models import Manifest, ManifestParcel, ShippingLabel
from shipping.selectors.handover import label_by_code
from shipping.statuses import LabelState, ManifestState

RIGHT = "shipping.close_manifest"


@service
def open_manifest(*, warehouse_id: int, account_id: int, actor: Actor) -> Manifest:
    """The open manifest of this carrier in this warehouse, begun when there is none."""
    ensure_may(actor, RIGHT)
    manifest, _ = Manifest.objects.get_or_create(
        warehouse_id=warehouse_id,
        account_id=account_id,
        state=ManifestState.OPEN,
        defaults={"number": next_number("manifest"), "opened_by": actor.label},
    )
    return manifest


@service
def scan_parcel(*, manifest_id: int, code: str, actor: Actor) -> ManifestParcel:
    """Put a parcel on the truck's list by its tracking or parcel number; twice is once.

    Raises UnknownParcelCode, WrongManifest, ParcelNotReady, and MoveRefused while its order is on hold.
    """
    ensure_may(actor, RIGHT)
    found = label_by_code(code)
    if found is None:
        raise UnknownParcelCode(f"“{code}” is no parcel with a label. Scan the label's barcode again.", field="code")
    label = lock_label(found.pk)
    manifest = lock_manifest(manifest_id)
    existing = ManifestParcel.objects.select_related("manifest").filter(parcel_id=label.parcel_id).first()
    if existing is not None and existing.manifest_id == manifest.pk:
        return existing
    ensure_fits(label, manifest, existing)
    reasons = list(ship_blockers(label.order, line_ids=_lines_of([label.parcel_id])[label.order_id]))
    if reasons:
        raise MoveRefused("hand over", reasons)
    mark_manifested(parcel_id=label.parcel_id, actor=actor)
    return ManifestParcel.objects.create(manifest=manifest, parcel=label.parcel, label=label, scanned_by=actor.label)


def ensure_fits(label: ShippingLabel, manifest: Manifest, existing: ManifestParcel | None) -> None:
    """Raises ParcelNotReady or WrongManifest with what to do about it."""
    number, work = label.parcel.number, label.parcel.fulfillment_order
    if manifest.state != ManifestState.OPEN:
        raise WrongManifest(f"Manifest {manifest.number} is closed. Begin a new one.")
    if existing is not None:
        raise WrongManifest(f"Parcel {number} is on manifest {existing.manifest.number} already.")
    if work.warehouse_id != manifest.warehouse_id:
        raise WrongManifest(f"Parcel {number} belongs to another warehouse.")
    if label.account_id != manifest.account_id:
        raise WrongManifest(f"Parcel {number} travels with {label.account.name}: put it on that carrier's pallet.")
    if label.state != LabelState.PURCHASED or label.void_requested_at is not None:
        raise ParcelNotReady(f"The label of parcel {number} does not count any more. Print the new one.")


@service
def take_off(*, manifest_id: int, parcel_id: int, actor: Actor) -> None:
    """Take a parcel off the list of a truck that has not left. Raises WrongManifest when it has."""
    ensure_may(actor, RIGHT)
    entry = ManifestParcel.objects.filter(manifest_id=manifest_id, parcel_id=parcel_id).first()
    if entry is None:
        return
    lock_label(entry.label_id)
    manifest = lock_manifest(manifest_id)
    if manifest.state != ManifestState.OPEN:
        raise WrongManifest(f"Manifest {manifest.number} is closed: the truck is gone.")
    entry.delete()
    mark_unmanifested(parcel_id=parcel_id, actor=actor)


@service
def close_manifest(*, manifest_id: int, actor: Actor) -> Manifest:
    """The truck leaves. Each parcel's departure is written down order by order, within seconds.

    Refuses as a whole, with every reason, while an order on it must not leave.
    Raises NotPermitted and MoveRefused.
    """
    entries = list(ManifestParcel.objects.filter(manifest_id=manifest_id).select_related("label").order_by("pk"))
    orders = lock_orders(entry.label.order_id for entry in entries)
    manifest = lock_manifest(manifest_id)
    if manifest.state == ManifestState.CLOSED:
        return manifest
    on_the_truck = _lines_of(ManifestParcel.objects.filter(manifest=manifest).values_list("parcel_id", flat=True))
    reasons: list[Blocker] = []
    for order in reversed(orders):
        if blockers := list(ship_blockers(order, line_ids=on_the_truck[order.pk])):
            # With several, the refusal tells what happened to the one it names first.
            stand_on_order(order.pk, order.number)
            reasons[:0] = blockers
    if reasons:
        raise MoveRefused("close", reasons)
    perform(manifest, "close", actor=actor, now=timezone.now(), by=actor.label)
    manifest.save(update_fields=["state", "closed_at", "closed_by"])
    # A parcel scanned between the first read and the lock is on the truck as well.
    leaving = ManifestParcel.objects.filter(manifest=manifest).values_list("parcel_id", "label__order_id")
    facts = [ParcelLeaves(order_id=order_id, parcel_id=parcel_id) for parcel_id, order_id in leaving.order_by("pk")]
    publish_many(Publication(fact=fact, actor=actor) for fact in [*facts, ManifestClosed(manifest_id=manifest.pk)])
    return manifest


def _lines_of(parcel_ids: Iterable[int]) -> dict[int, set[int]]:
    """By order: the lines whose goods are in those parcels; one query."""
    lines: dict[int, set[int]] = defaultdict(set)
    items = ParcelItem.objects.filter(parcel__in=parcel_ids, quantity__gt=0)
    for order_id, line_id in items.values_list("parcel__fulfillment_order__order_id", "order_line_id"):
        lines[order_id].add(line_id)
    return lines
