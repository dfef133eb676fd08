"""Write-offs and finds of a file become adjustments of the stock."""

from collections.abc import Sequence

from django.utils import timezone

from catalog.models import SKU
from core.actors import Actor
from core.service import service
from desk.imports.invoices import Invoice, record_verdicts
from desk.imports.live.shelves import ensure_import_warehouse, shelf_for
from desk.imports.stock_rows import keep_adjustments
from inventory.services.adjusting import adjust_stock


@service
def apply_adjustments(*, invoices: Sequence[Invoice], actor: Actor) -> int:
    """Change the stock by every such row and write down that it was; tells how many rows."""
    items = [item for invoice in invoices for item in invoice.adjustments]
    if not items:
        return 0
    warehouse_id = ensure_import_warehouse(actor=actor)
    skus = dict(SKU.objects.filter(code__in={item.row.code for item in items}).values_list("code", "id"))
    for item in sorted(items, key=lambda one: skus[one.row.code]):
        adjust_stock(
            warehouse_id=warehouse_id,
            sku_id=skus[item.row.code],
            location_id=shelf_for(warehouse_id, item.row.code),
            delta=item.row.quantity,
            reason=f"Invoice {item.row.invoice}"[:64],
            actor=actor,
        )
    record_verdicts(keep_adjustments(invoices, applied_at=timezone.now()))
    return len(items)
