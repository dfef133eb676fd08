"""A box at the dock: opened, scanned unit by unit, and booked as what it held."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils import timezone

from catalog.selectors.codes import read_code, sku_of
from core.actors import Actor, ensure_may
from core.errors import Blocker, Conflict, InvalidInput, MoveRefused
from core.service import service
from core.wording import units_are
from orders.locks import lock_lines, lock_order
from orders.models import OrderLine
from returns.errors import ReceiptNotFound
from returns.models import ReceiptScan, Reception, Return, ReturnLine, ReturnReceipt
from returns.selectors.receipts import TAKES_BOXES, Sheet, awaited_lines, receipt_sheet
from returns.selectors.returnable import returnable_units
from returns.services.blind import open_blind_return
from returns.services.receiving import receive_return

RIGHT = "returns.receive_return"
MOST_UNITS = 9999


class Rest(TextChoices):
    """What becomes of units that were not in the box."""

    AWAITED = "awaited", "They come in another box"
    MISSING = "missing", "They are missing"
    LOST = "lost", "The carrier lost them"


@service
def open_receipt(*, order_id: int, warehouse_id: int, actor: Actor, return_id: int | None = None) -> ReturnReceipt:
    """The box that is checked in at the warehouse, the one begun already when there is one.

    Without ``return_id`` it is one that nobody announced. Raises NotPermitted, and MoveRefused for a return that
    takes no more boxes.
    """
    order = lock_order(order_id)
    ensure_may(actor, RIGHT)
    ret = Return.objects.filter(pk=return_id, order=order).first() if return_id is not None else None
    if return_id is not None and (ret is None or ret.state not in TAKES_BOXES):
        word = ret.get_state_display().lower() if ret else "of another order"
        fix = "Check the box in as one nobody announced: scan the order's number."
        raise MoveRefused("receive", [Blocker("takes_no_box", f"the return is {word}.", fix=fix)])
    begun = ReturnReceipt.objects.filter(
        order=order, rma=ret, warehouse=warehouse_id, booked_at=None, given_up_at=None
    ).first()
    return begun or ReturnReceipt.objects.create(order=order, rma=ret, warehouse_id=warehouse_id, opened_by=actor.label)


@service
def scan_into_receipt(*, receipt_id: int, scan_id: str, code: str, quantity: int, actor: Actor) -> ReceiptScan:
    """``quantity`` units with this code are in the box; the same ``scan_id`` counts once.

    Raises NotPermitted, ReceiptNotFound, InvalidInput for a code that no SKU has.
    """
    receipt = lock_receipt(receipt_id)
    ensure_may(actor, RIGHT)
    before = ReceiptScan.objects.filter(scan_id=scan_id).first()
    if before is not None:
        return before
    if not 0 < quantity <= MOST_UNITS:
        raise InvalidInput(f"Scan between 1 and {MOST_UNITS} units.", field="quantity")
    sku = sku_of(read_code(code))
    if sku is None:
        shown = code.strip()[:40] or "This"
        raise InvalidInput(f"{shown} is no code of ours. Look for another code on the goods.", field="code")
    return ReceiptScan.objects.create(
        receipt=receipt, scan_id=scan_id, sku=sku, code=code.strip()[:120], quantity=quantity, scanned_by=actor.label
    )


@service
def undo_last_scan(*, receipt_id: int, actor: Actor) -> ReceiptScan:
    """Take the last scan back. Raises NotPermitted, ReceiptNotFound, InvalidInput when nothing was scanned."""
    receipt = lock_receipt(receipt_id)
    ensure_may(actor, RIGHT)
    scan = receipt.scans.filter(taken_back_at=None).select_related("sku").order_by("-pk").first()
    if scan is None:
        raise InvalidInput("Nothing was scanned yet.", field="scan")
    scan.taken_back_at = timezone.now()
    scan.save(update_fields=["taken_back_at"])
    return scan


@service
def give_receipt_up(*, receipt_id: int, actor: Actor) -> ReturnReceipt:
    """Nothing of the box is booked; it can be begun anew. Raises NotPermitted and ReceiptNotFound."""
    receipt = lock_receipt(receipt_id)
    ensure_may(actor, RIGHT)
    receipt.given_up_at = timezone.now()
    receipt.save(update_fields=["given_up_at"])
    return receipt


@service
def book_receipt(*, receipt_id: int, seen: str, rest: Rest, actor: Actor) -> Return:
    """Book the box as it was scanned, where it was scanned; tells the return, a new one for a box nobody announced.

    ``seen`` is how many units the clerk saw when deciding; ``rest`` says what becomes of units that are missing, and
    goods of other orders that came instead make as many of them wrong items. Raises NotPermitted, ReceiptNotFound,
    Conflict when more was scanned meanwhile, and as ``receive_return`` does.
    """
    receipt = lock_receipt(receipt_id)
    ensure_may(actor, RIGHT)
    sheet = receipt_sheet(receipt)
    if str(sheet.units) != seen:
        raise Conflict(f"{units_are(sheet.units)} scanned by now, not {seen or 'none'}. Look again, then book.")
    if not sheet.units and (receipt.rma_id is None or not sheet.missing):
        raise InvalidInput("Scan what was in the box first.", field="code")
    order_lines = lock_lines(receipt.order)
    ret = receipt.rma or open_blind_return(receipt.order, warehouse=receipt.warehouse, actor=actor)
    split = _split(awaited_lines(receipt.rma_id), order_lines.values(), sheet, rest)
    ret = receive_return(
        return_id=ret.pk, parts=split.parts, unannounced=split.extra, strays=split.strays,
        warehouse_id=receipt.warehouse_id, actor=actor,
    )  # fmt: skip
    receipt.rma, receipt.booked_at, receipt.booked_by = ret, timezone.now(), actor.label
    receipt.save(update_fields=["rma", "booked_at", "booked_by"])
    return ret


def lock_receipt(receipt_id: int) -> ReturnReceipt:
    """The open box, locked behind its order. Raises ReceiptNotFound when it is booked or given up."""
    order_id = ReturnReceipt.objects.filter(pk=receipt_id).values_list("order_id", flat=True).first()
    order = lock_order(order_id) if order_id is not None else None
    receipts = ReturnReceipt.objects.select_for_update(of=("self",), no_key=True).select_related("rma", "warehouse")
    receipt = receipts.filter(pk=receipt_id, booked_at=None, given_up_at=None).first()
    if receipt is None or order is None:
        raise ReceiptNotFound("This box is booked, or was begun anew. Scan it again.", receipt_id=receipt_id)
    receipt.order = order
    return receipt


@dataclass(frozen=True, slots=True)
class _Split:
    """What was scanned, shared out: over awaited lines, then over the order's other units; what is left is stray."""

    parts: dict[int, list[tuple[Reception, int]]]
    extra: dict[int, int]
    strays: dict[int, int]


def _split(awaited: Sequence[ReturnLine], order_lines: Iterable[OrderLine], sheet: Sheet, rest: Rest) -> _Split:
    left = Counter({row.sku.pk: row.scanned for row in sheet.rows})
    wrong = sheet.strays
    parts: dict[int, list[tuple[Reception, int]]] = {}
    for line in awaited:
        came = _take(left, line.order_line.sku_id, line.quantity)
        missing = line.quantity - came
        swapped = min(wrong, missing) if rest != Rest.AWAITED else 0
        wrong -= swapped
        parts[line.pk] = [
            (Reception.RECEIVED, came), (Reception.WRONG_ITEM, swapped), (_FATE[rest], missing - swapped),
        ]  # fmt: skip
    extra = {}
    for order_line in order_lines:
        if count := _take(left, order_line.sku_id, returnable_units(order_line)):
            extra[order_line.pk] = count
    return _Split(parts, extra, {sku_id: count for sku_id, count in left.items() if count})


_FATE = {Rest.AWAITED: Reception.AWAITING, Rest.MISSING: Reception.SHORT, Rest.LOST: Reception.LOST}


def _take(left: Counter[int], sku_id: int, most: int) -> int:
    count = min(left[sku_id], most)
    left[sku_id] -= count
    return count
