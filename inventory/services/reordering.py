"""Order again what fell to its reorder point."""

from collections.abc import Sequence
from datetime import date, timedelta

from core.actors import Actor, ensure_may
from core.service import service
from inventory.models import ReorderRule, Supply
from inventory.selectors.reordering import ToReorder, levels_to_reorder
from inventory.services.supplies import create_supply


@service
def order_supplies(*, rule_ids: Sequence[int], today: date, actor: Actor) -> list[Supply]:
    """One expected supply per supplier and building for those of the rules whose level is low.

    Asked twice, or by two at once, it orders once: what is on its way counts. Raises NotPermitted.
    """
    ensure_may(actor, "inventory.add_supply")
    # Two clerks take turns; the second sees the first one's supplies.
    list(ReorderRule.objects.select_for_update(no_key=True).filter(pk__in=rule_ids).order_by("pk"))
    baskets: dict[tuple[int, str], list[ToReorder]] = {}
    for row in levels_to_reorder(rule_ids):
        baskets.setdefault((row.warehouse_id, row.supplier), []).append(row)
    return [
        create_supply(
            warehouse_id=warehouse_id, supplier=supplier, units={row.sku_id: row.quantity for row in rows},
            expected_on=today + timedelta(days=max(row.lead_days for row in rows)), actor=actor,
        )
        for (warehouse_id, supplier), rows in sorted(baskets.items())
    ]  # fmt: skip
