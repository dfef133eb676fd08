"""Carry stock by scan: from the dock to a bin, from bin to bin, from reserve to the pick bin.

It lives on this floor because only fulfillment knows which units of a bin pickers are on their way to.
"""

from core.actors import Actor, ensure_may
from core.service import service
from fulfillment.selectors.claims import units_wanted_from
from inventory.errors import LocationNotFound
from inventory.locks import levels_for_update
from inventory.models import BinStock, Location, LocationKind, Lot, PickFace, StockLevel, StockScan, StockScanKind
from inventory.selectors.placing import place_by_code
from inventory.services.moving import move_units
from inventory.services.scans import ScanAnswer, answer_given, keep_scan

RIGHT = "inventory.move_stock"
# Taking goods out of quarantine, or putting them there, decides what is sold.
ASIDE_RIGHT = "inventory.quarantine_lot"
FROM = (LocationKind.DOCK, LocationKind.RECEIVING, LocationKind.SHELF)
CAUSES = {"put-away": "put_away", "move": "carry", "replenish": "replenish"}


@service
def carry_units(
    *, stock_id: int, code: str, quantity: int, scan_id: str, errand: str = "move", actor: Actor
) -> ScanAnswer:
    """Whether the units went to the bin that was scanned; a wrong scan is kept and moves nothing.

    ``errand`` is what it was for: put-away, move or replenish. A bin with other goods is asked about: the same
    scan by the same person again puts them there. Raises NotPermitted and LocationNotFound.
    """
    ensure_may(actor, RIGHT)
    stock, level = _lock(stock_id)
    given = answer_given(scan_id)
    if given is not None:
        return given
    warehouse_id = stock.location.warehouse_id
    target = place_by_code(warehouse_id, code)
    refusal = _wrong_place(stock, target, code, actor) or _too_many(stock, quantity)
    if target is not None and not refusal:
        refusal = _barred(stock, target) or _no_room(stock, target, quantity) or _mixed(stock, target, actor)
    if target is not None and not refusal:
        move_units(
            level_id=level.pk, from_location_id=stock.location_id, to_location_id=target.pk, quantity=quantity,
            lot=stock.lot, cause_kind=CAUSES.get(errand, "carry"), cause_reference=scan_id, actor=actor,
        )  # fmt: skip
    done = f"{quantity} × {stock.sku.code} from {stock.location.code} to {target.code if target else ''}."
    return keep_scan(
        warehouse_id, scan_id, StockScanKind.CARRY, code, actor, quantity=quantity, message=done, refusal=refusal
    )  # fmt: skip


def _lock(stock_id: int) -> tuple[BinStock, StockLevel]:
    """The stock as it is once its level is locked: what others move, pick or count meanwhile is seen."""
    stocks = BinStock.objects.select_related("sku", "location")
    stock = stocks.filter(pk=stock_id).first()
    if stock is None:
        raise LocationNotFound("These goods lie nowhere any more. Scan the bin again.", stock_id=stock_id)
    of_sku = StockLevel.objects.filter(sku=stock.sku_id, warehouse=stock.location.warehouse_id)
    levels = levels_for_update(of_sku.values_list("pk", flat=True))
    return stocks.get(pk=stock_id), next(iter(levels.values()))


def _wrong_place(stock: BinStock, target: Location | None, code: str, actor: Actor) -> str:
    source = stock.location
    if target is None:
        return f"No place here is called {code.strip()[:40] or 'that'}. Scan the bin's label."
    if target.pk == source.pk:
        return f"This is {source.code}, where they lie already. Go to another bin."
    is_aside = LocationKind.QUARANTINE in (source.kind, target.kind)
    if is_aside and not actor.may(ASIDE_RIGHT):
        return "What goes into quarantine or comes back from there is for a lead. Leave it and ask one."
    if target.kind not in (LocationKind.SHELF, LocationKind.QUARANTINE):
        return f"{target.code} is no bin of a shelf. Scan a bin."
    if source.kind not in (*FROM, LocationKind.QUARANTINE):
        return f"What lies at {source.code} belongs to an order or a return. It is not carried from here."
    return ""


def _too_many(stock: BinStock, quantity: int) -> str:
    wanted = units_wanted_from(stock)
    free = max(0, stock.quantity - wanted)
    if quantity < 1:
        return "Name at least one unit."
    if quantity > stock.quantity:
        return f"Only {stock.quantity} × {stock.sku.code} are at {stock.location.code}, not {quantity}. Count again."
    if quantity > free:
        return (
            f"Pickers are on their way to {wanted} of the {stock.quantity} × {stock.sku.code} at "
            f"{stock.location.code}. Carry up to {free}."
        )
    return ""


def _no_room(stock: BinStock, target: Location, quantity: int) -> str:
    face = PickFace.objects.filter(sku=stock.sku_id, location=target).first()
    if face is None:
        return ""
    there = sum(BinStock.objects.filter(sku=stock.sku_id, location=target).values_list("quantity", flat=True))
    room = max(0, face.maximum - there)
    if quantity <= room:
        return ""
    return f"{target.code} takes {face.maximum} and has {there}. Carry up to {room} there, the rest elsewhere."


def _mixed(stock: BinStock, target: Location, actor: Actor) -> str:
    """Other goods in the bin are asked about once."""
    if target.kind != LocationKind.SHELF:
        return ""
    others = BinStock.objects.filter(location=target, quantity__gt=0).exclude(sku=stock.sku_id)
    other = others.select_related("sku").order_by("pk").first()
    if other is None:
        return ""
    question = f"{target.code} holds {other.sku.code}. Scan it again to put {stock.sku.code} there all the same."
    last = StockScan.objects.filter(kind=StockScanKind.CARRY, actor=actor.label).order_by("-pk").first()
    return "" if last is not None and not last.ok and last.message == question else question


def _barred(stock: BinStock, target: Location) -> str:
    """A quarantined lot is carried by its release alone; its level is locked, so nobody bars it meanwhile."""
    if not stock.lot or target.kind != LocationKind.SHELF:
        return ""
    lot = Lot.objects.filter(sku=stock.sku_id, code=stock.lot, quarantined_at__isnull=False).first()
    return f"Lot {lot.code} is in quarantine ({lot.quarantine_reason}). Ask a lead to release it." if lot else ""
