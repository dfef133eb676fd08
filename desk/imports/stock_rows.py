"""Rows that changed stock instead of selling it."""

from collections.abc import Sequence
from datetime import datetime

from catalog.models import SKU
from core.models import RowOutcome
from desk.imports.copying import copy_instances, reserve_ids
from desk.imports.invoices import Invoice, Verdict
from desk.models import ImportedAdjustment


def keep_adjustments(invoices: Sequence[Invoice], *, applied_at: datetime | None = None) -> list[Verdict]:
    """Write one adjustment per such row; ``applied_at`` when the stock was changed by it too."""
    items = [item for invoice in invoices for item in invoice.adjustments]
    skus = dict(SKU.objects.filter(code__in={item.row.code for item in items}).values_list("code", "id"))
    keys = reserve_ids(ImportedAdjustment, len(items))
    made = [
        ImportedAdjustment(
            id=key, row_id=item.row_id, invoice=item.row.invoice, code=item.row.code, sku_id=skus.get(item.row.code),
            remark=item.row.description, quantity=item.row.quantity, value=item.row.value, at=item.row.at,
            applied_at=applied_at,
        )
        for key, item in zip(keys, items, strict=True)
    ]  # fmt: skip
    copy_instances(ImportedAdjustment, made)
    return [
        Verdict(item.row_id, RowOutcome.ADJUSTMENT, "imported_adjustment", one.pk)
        for item, one in zip(items, made, strict=True)
    ]
