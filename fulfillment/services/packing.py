"""Pack at the bench: every unit is verified against the order before the parcel is closed."""

from dataclasses import dataclass

from django.utils import timezone

from catalog.selectors.codes import means_one_of, read_code
from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.fsm import perform
from core.numbers import next_number
from core.service import service
from fulfillment.errors import NothingToUndo, TooManyUnits
from fulfillment.locks import lock_parcel, lock_parcel_and_its_work, lock_work
from fulfillment.models import FulfillmentLine, Parcel, ParcelItem, Scan, ScanKind
from fulfillment.services.scanning import ensure_typed_number_allowed
from fulfillment.statuses import ParcelState, WorkState


@dataclass(frozen=True)
class PackOutcome:
    """What became of one scan at the bench."""

    ok: bool
    message: str
    is_repeat: bool = False


@service
def start_parcel(*, fulfillment_order_id: int, actor: Actor) -> Parcel:
    """The parcel being packed for this work: the open one, or a new one. Raises NotPermitted and MoveRefused."""
    ensure_may(actor, "fulfillment.pack_parcel")
    work = lock_work(fulfillment_order_id)
    parcel = work.parcels.filter(state=ParcelState.PACKING).first()
    if parcel is not None:
        return parcel
    if work.state not in (WorkState.PICKED, WorkState.PACKING):
        sentence = f"it is {work.get_state_display().lower()}; only picked work is packed."
        raise MoveRefused("pack", [Blocker("wrong_state", sentence, turns_on=work.state)])
    if work.state == WorkState.PICKED:
        perform(work, "start_packing", actor=SYSTEM)
        work.save(update_fields=["state"])
    return Parcel.objects.create(
        number=next_number("parcel"), fulfillment_order=work, requires_signature=work.order.requires_signature
    )


@service
def pack_unit(*, parcel_id: int, scan_id: str, code: str, actor: Actor, quantity: int = 1) -> PackOutcome:
    """One scan into the parcel, with a typed number where the SKU allows it. A wrong one is kept and moves nothing.

    Raises NotPermitted, ParcelNotFound, ScanEachUnit and TooManyUnits.
    """
    ensure_may(actor, "fulfillment.pack_parcel")
    parcel = lock_parcel_and_its_work(parcel_id)
    earlier = Scan.objects.filter(client_id=scan_id).first()
    if earlier is not None:
        return PackOutcome(earlier.ok, earlier.message, is_repeat=True)
    inside = {item.line_id: item for item in parcel.items.all()}
    lines = list(parcel.fulfillment_order.lines.select_related("order_line__sku"))
    line, message = _line_for(code, lines, inside)
    if parcel.state != ParcelState.PACKING:
        message = f"Parcel {parcel.number} is {parcel.get_state_display().lower()}. Open it again first."
    item = None
    if line is not None and not message:
        left = _left(line, inside)
        ensure_typed_number_allowed(line.order_line.sku, left, quantity)
        if not 1 <= quantity <= left:
            raise TooManyUnits(f"{left} of {line.order_line.sku.code} are left to pack, not {quantity}.", left=left)
        item = _put_in(parcel, line, inside.get(line.pk), quantity)
    Scan.objects.create(
        client_id=scan_id, kind=ScanKind.PACK, code=code.strip()[:80], quantity=quantity if item else 0,
        ok=item is not None, message=message[:200], parcel=parcel, item=item, actor=actor.label,
    )  # fmt: skip
    return PackOutcome(item is not None, message)


@service
def pack_in_full(*, parcel_id: int, scan_id: str, actor: Actor) -> Parcel:
    """Everything picked and not packed yet goes into the parcel, with the scans a bench would make.

    Raises NotPermitted and ParcelNotFound.
    """
    ensure_may(actor, "fulfillment.pack_parcel")
    parcel = lock_parcel_and_its_work(parcel_id)
    inside = {item.line_id: item for item in parcel.items.all()}
    scans = []
    for line in parcel.fulfillment_order.lines.select_related("order_line__sku"):
        left = _left(line, inside)
        if left <= 0 or parcel.state != ParcelState.PACKING:
            continue
        item = _put_in(parcel, line, inside.get(line.pk), left)
        sku = line.order_line.sku
        counts = [1] * left if left <= sku.scan_each_up_to else [left]
        scans += [
            Scan(
                client_id=f"{scan_id}.{line.pk}.{index}", kind=ScanKind.PACK, code=sku.code, quantity=count, ok=True,
                parcel=parcel, item=item, actor=actor.label,
            )
            for index, count in enumerate(counts)
        ]  # fmt: skip
    Scan.objects.bulk_create(scans)
    return parcel


@service
def undo_last_pack(*, parcel_id: int, actor: Actor) -> Parcel:
    """The parcel without what was scanned last. Raises NotPermitted, ParcelNotFound and NothingToUndo."""
    ensure_may(actor, "fulfillment.pack_parcel")
    parcel = lock_parcel(parcel_id)
    scan = parcel.scans.filter(ok=True, undone_at=None, item__isnull=False).order_by("-pk").first()
    if scan is None or scan.item_id is None or parcel.state != ParcelState.PACKING:
        raise NothingToUndo("There is nothing to take out of this parcel.", parcel_id=parcel_id)
    item = parcel.items.get(pk=scan.item_id)
    scan.undone_at = timezone.now()
    scan.save(update_fields=["undone_at"])
    if item.quantity == scan.quantity:
        item.delete()
    else:
        item.quantity -= scan.quantity
        item.save(update_fields=["quantity"])
    return parcel


def _left(line: FulfillmentLine, inside: dict[int, ParcelItem]) -> int:
    """Units picked that are in no parcel yet."""
    item = inside.get(line.pk)
    return line.picked - line.packed - (item.quantity if item else 0)


def _line_for(
    code: str, lines: list[FulfillmentLine], inside: dict[int, ParcelItem]
) -> tuple[FulfillmentLine | None, str]:
    """The line a scanned code fills, or why there is none."""
    meant = means_one_of(read_code(code), [line.order_line.sku for line in lines])
    fitting = [line for line in lines if line.order_line.sku_id in meant]
    if not fitting:
        return None, f"Wrong product: {code.strip()} does not belong to this order. Put it aside."
    for line in fitting:
        if _left(line, inside) > 0:
            return line, ""
    return None, f"All units of {fitting[0].order_line.sku.code} are packed already. Put this one aside."


def _put_in(parcel: Parcel, line: FulfillmentLine, item: ParcelItem | None, quantity: int) -> ParcelItem:
    if item is None:
        return ParcelItem.objects.create(
            parcel=parcel, line=line, order_line_id=line.order_line_id, level_id=line.level_id, quantity=quantity
        )
    item.quantity += quantity
    item.save(update_fields=["quantity"])
    return item
