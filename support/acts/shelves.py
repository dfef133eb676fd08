"""Units of the same goods written off the shelf."""

from core.errors import InvalidInput
from inventory.models import BinStock
from inventory.services.adjusting import adjust_stock
from support.acts.contract import ActKind, Rows, Scene
from support.models import Act, PlaybookStep

RIGHT = "inventory.change_stocklevel"
LONGEST_REASON = 60


def foresee_write_off(scene: Scene, step: PlaybookStep) -> Rows:
    """Raises InvalidInput without a bin of the order's goods, or with other units than it has."""
    stock = _bin_of(scene)
    where = f"{stock.location.warehouse.name}, {stock.location.code}"
    return [(f"Written off: {stock.sku.code}", f"{scene.wish.bin_units} of {stock.quantity} at {where}")]


def write_off(scene: Scene, step: PlaybookStep) -> str:
    stock = _bin_of(scene)
    adjust_stock(
        warehouse_id=stock.location.warehouse_id, sku_id=stock.sku_id, location_id=stock.location_id, lot=stock.lot,
        delta=-scene.wish.bin_units, reason=f"{scene.case.number}: {scene.wish.reason}"[:LONGEST_REASON],
        actor=scene.actor,
    )  # fmt: skip
    return f"{scene.wish.bin_units} of {stock.sku.code} are written off at {stock.location.code}."


def _bin_of(scene: Scene) -> BinStock:
    skus = {line.sku_id for line in scene.lines.values()}
    stock = BinStock.objects.select_related("sku", "location__warehouse").filter(pk=scene.wish.bin_id or 0).first()
    if stock is None or stock.sku_id not in skus:
        raise InvalidInput("Choose the bin whose units are written off.", field="bin_id")
    if not 1 <= scene.wish.bin_units <= stock.quantity:
        raise InvalidInput(f"The bin has {stock.quantity} units: say how many are written off.", field="bin_units")
    return stock


WRITE_OFF = ActKind(act=Act.WRITE_OFF, rights=(RIGHT,), foresee=foresee_write_off, do=write_off)
