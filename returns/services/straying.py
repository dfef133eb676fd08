"""Goods of nobody's order that lay in a box: kept, or sent back."""

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.service import service
from inventory.services import returning as stock
from returns.locks import lock_return
from returns.models import StrayFate, StrayItem


@service
def decide_stray(*, strayitem_id: int, fate: str, actor: Actor) -> StrayItem:
    """Take them into our stock, in quarantine, or send them back to the customer.

    Raises NotPermitted, and InvalidInput for goods that are decided or an unknown fate.
    """
    return_id = StrayItem.objects.values_list("rma_id", flat=True).get(pk=strayitem_id)
    ret = lock_return(return_id)
    ensure_may(actor, "returns.inspect_return")
    stray = StrayItem.objects.select_related("sku").get(pk=strayitem_id)
    if stray.fate or fate not in {StrayFate.KEPT, StrayFate.SENT_BACK}:
        raise InvalidInput("These goods are decided already." if stray.fate else "Keep them or send them back.")
    stray.fate, stray.decided_by, stray.decided_at = fate, actor.label, timezone.now()
    stray.save(update_fields=["fate", "decided_by", "decided_at"])
    if fate == StrayFate.KEPT and stray.sku.track_stock:
        level = stock.receive_return(
            warehouse_id=stray.warehouse_id, sku_id=stray.sku_id, quantity=stray.quantity,
            cause_reference=ret.number, actor=actor,
        )  # fmt: skip
        stock.quarantine_units(level_id=level.pk, quantity=stray.quantity, cause_reference=ret.number, actor=actor)
    return stray
