"""Open the stock a file needs: one receipt per SKU, so that every order of it can be covered."""

from collections.abc import Sequence

from django.db import connection

from catalog.models import SKU, Product
from core.actors import Actor
from core.models import ImportJob
from core.service import service
from desk.imports.live.shelves import ensure_import_warehouse, shelf_for
from desk.imports.uci.master import untaxed
from inventory.services.receiving import Receipt, receive_many

CAUSE = "import"
SKUS_AT_ONCE = 500

_NEEDED = r"""
SELECT s.id, s.code, sum(abs((r.raw->>'Quantity')::bigint))
FROM core_importrow r JOIN catalog_sku s ON s.code = trim(r.raw->>'StockCode') AND s.track_stock
WHERE r.job_id = %s AND r."group" NOT LIKE 'C%%' AND r.raw->>'Quantity' ~ '^-?\d{1,7}$'
  AND NOT EXISTS (SELECT 1 FROM inventory_stockmovement m JOIN inventory_stocklevel l ON l.id = m.level_id
                  WHERE l.sku_id = s.id AND m.cause_kind = %s AND m.cause_reference = %s)
GROUP BY s.id, s.code ORDER BY s.id
"""


@service
def _receive(needed: Sequence[tuple[int, str, int]], *, job: ImportJob, actor: Actor) -> None:
    warehouse_id = ensure_import_warehouse(actor=actor)
    receipts = [
        Receipt(warehouse_id, sku_id, int(units), location_id=shelf_for(warehouse_id, code))
        for sku_id, code, units in needed
    ]
    receive_many(receipts=receipts, cause_kind=CAUSE, cause_reference=job.number, actor=actor)


def open_stock(*, job: ImportJob, actor: Actor) -> int:
    """Receive what the job's rows sell or write off; tells how many SKUs. A SKU is received once per job."""
    with connection.cursor() as cursor:
        cursor.execute(_NEEDED, [job.pk, CAUSE, job.number])
        needed = list(cursor.fetchall())
    for start in range(0, len(needed), SKUS_AT_ONCE):
        _receive(needed[start : start + SKUS_AT_ONCE], job=job, actor=actor)
    return len(needed)


def service_code(code: str) -> str:
    """The SKU that stands for postage, fees or manual entries invoiced without goods."""
    return f"SERVICE-{code.upper().replace(' ', '-')}"


@service
def ensure_services(*, codes: Sequence[str]) -> None:
    """Make SKUs without stock for charges that are invoiced alone."""
    wanted = {service_code(code): code for code in codes}
    known = set(SKU.objects.filter(code__in=wanted).values_list("code", flat=True))
    for sku_code in sorted(set(wanted) - known):
        product = Product.objects.create(name=f"Service {wanted[sku_code]}", category="Services")
        SKU.objects.create(
            product=product, code=sku_code, name=product.name, tax_class=untaxed(), track_stock=False,
            needs_shipping=False,
        )  # fmt: skip
