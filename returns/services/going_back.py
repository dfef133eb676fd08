"""Repaired goods go back to their customer."""

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.events import publish
from core.service import service
from inventory.models import StockLevel
from inventory.services import returning as stock
from returns.events import GoodsSentBack
from returns.lifecycle import ReturnState
from returns.locks import lock_return, lock_return_lines
from returns.models import Disposition, Resolution, Return, ReturnLine
from returns.services.inspecting import lock_levels
from returns.services.labeling import ask_for_label
from shipping.models import Direction, LooseLabel

RIGHT = "returns.settle_return"


@service
def request_label_back(*, return_id: int, actor: Actor) -> LooseLabel:
    """The label for the repaired goods' way back to their customer; the live one when there is one.

    Raises NotPermitted, InvalidInput, NoCarrier, and MoveRefused for a return that is no settled repair.
    """
    ret = lock_return(return_id)
    ensure_may(actor, RIGHT)
    _ensure_goods_wait(ret)
    return ask_for_label(ret, Direction.TO_CUSTOMER)


@service
def send_goods_back(*, return_id: int, actor: Actor) -> Return:
    """The repaired goods left the house: out of stock, back with their customer; the return can close.

    Raises NotPermitted, and MoveRefused for a return that is no settled repair, or whose goods left.
    """
    ret = lock_return(return_id)
    ensure_may(actor, RIGHT)
    _ensure_goods_wait(ret)
    going = [line for line in lock_return_lines(ret) if line.disposition == Disposition.REFURBISH]
    lock_levels(ret, going)
    for line in going:
        _take_out(ret, line, actor=actor)
    ret.goods_back_at = timezone.now()
    ret.save(update_fields=["goods_back_at"])
    publish(GoodsSentBack(order_id=ret.order_id, return_id=ret.pk), actor=actor)
    return ret


def _take_out(ret: Return, line: ReturnLine, *, actor: Actor) -> None:
    line.disposition = Disposition.RETURN_TO_CUSTOMER
    line.save(update_fields=["disposition"])
    if not line.order_line.track_stock:
        return
    level_id = StockLevel.objects.values_list("pk", flat=True).get(
        sku_id=line.order_line.sku_id, warehouse_id=line.warehouse_id or ret.warehouse_id
    )
    stock.scrap_units(level_id=level_id, quantity=line.quantity, cause_reference=ret.number, actor=actor)


def _ensure_goods_wait(ret: Return) -> None:
    if ret.resolution != Resolution.REPAIR or ret.state != ReturnState.RESOLVED or ret.goods_back_at is not None:
        sentence = "no repaired goods of it wait to go back."
        raise MoveRefused("send back", [Blocker("nothing_goes_back", sentence, fix="Settle it as a repair first.")])
