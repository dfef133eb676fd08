"""Where goods go: what waits to be put away, the bins proposed for it, and pick bins to be filled."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from inventory.models import BinStock, Location, LocationKind, StockLevel

SHOWN = 3
# A bin of the SKU's own with room first, then one that has it, then an empty one of its zone, then any empty one.
_PROPOSE = """
WITH own AS (
    SELECT p.id, p.zone FROM inventory_location p
    LEFT JOIN inventory_binstock b ON b.location_id = p.id AND b.sku_id = %(sku)s AND b.quantity > 0
    LEFT JOIN inventory_pickface f ON f.location_id = p.id AND f.sku_id = %(sku)s
    WHERE p.warehouse_id = %(warehouse)s AND p.kind = 'shelf' AND (b.id IS NOT NULL OR f.id IS NOT NULL)
), bins AS (
    SELECT p.id, p.code, p.pick_sequence, coalesce(h.own, 0)::int AS own, coalesce(h.others, 0) > 0 AS is_mixed,
           coalesce(h.same_lot, 0) > 0 AS has_lot, f.maximum,
           p.zone IN (SELECT zone FROM own) AS is_near,
           EXISTS (SELECT FROM inventory_pickface o WHERE o.location_id = p.id AND o.sku_id <> %(sku)s) AS is_others
    FROM inventory_location p
    LEFT JOIN inventory_pickface f ON f.location_id = p.id AND f.sku_id = %(sku)s
    LEFT JOIN LATERAL (
        SELECT sum(b.quantity) FILTER (WHERE b.sku_id = %(sku)s) AS own,
               sum(b.quantity) FILTER (WHERE b.sku_id <> %(sku)s) AS others,
               sum(b.quantity) FILTER (WHERE b.sku_id = %(sku)s AND b.lot = %(lot)s) AS same_lot
        FROM inventory_binstock b WHERE b.location_id = p.id
    ) h ON TRUE
    WHERE p.warehouse_id = %(warehouse)s AND p.kind = 'shelf' AND p.id <> %(source)s
), ranked AS (
    SELECT *, CASE WHEN maximum > own THEN 1 WHEN maximum IS NOT NULL THEN NULL WHEN own > 0 THEN 2
                   WHEN is_mixed OR is_others THEN NULL WHEN is_near THEN 3 ELSE 4 END AS rank
    FROM bins
)
SELECT id, code, own, maximum, rank FROM ranked WHERE rank IS NOT NULL
ORDER BY rank, has_lot DESC, pick_sequence, id LIMIT %(limit)s
"""
WHY = {1: "its pick bin", 2: "has it already", 3: "empty, in its zone", 4: "empty"}

_TO_FILL = """
SELECT f.id, f.sku_id, s.code, s.name, f.location_id, p.code, h.own, f.minimum, f.maximum, r.id, r.code, r.quantity
FROM inventory_pickface f
JOIN inventory_location p ON p.id = f.location_id AND p.warehouse_id = %(warehouse)s AND p.kind = 'shelf'
JOIN catalog_sku s ON s.id = f.sku_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(b.quantity), 0)::int AS own
    FROM inventory_binstock b WHERE b.location_id = f.location_id AND b.sku_id = f.sku_id
) h
LEFT JOIN LATERAL (
    SELECT b.id, q.code, b.quantity FROM inventory_binstock b
    JOIN inventory_location q ON q.id = b.location_id AND q.warehouse_id = p.warehouse_id AND q.kind = 'shelf'
    LEFT JOIN inventory_lot t ON t.sku_id = b.sku_id AND t.code = b.lot
    WHERE b.sku_id = f.sku_id AND b.quantity > 0
      AND NOT EXISTS (SELECT FROM inventory_pickface o WHERE o.location_id = q.id AND o.sku_id = f.sku_id)
    ORDER BY t.expires_on NULLS LAST, b.quantity, q.pick_sequence, b.id LIMIT 1
) r ON TRUE
WHERE h.own < f.minimum
ORDER BY r.id IS NULL, h.own > 0, p.pick_sequence, f.id LIMIT 100
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A bin for the goods; ``room`` is how many units it takes, None where nobody set a limit."""

    location_id: int
    code: str
    why: str
    room: int | None


@dataclass(frozen=True, slots=True)
class ToFill:
    """A pick bin below its minimum, with the reserve bin that is emptied first (none: nothing lies in reserve)."""

    face_id: int
    sku_id: int
    sku_code: str
    sku_name: str
    location_id: int
    bin_code: str
    own: int
    minimum: int
    maximum: int
    stock_id: int | None
    reserve_code: str | None
    reserve: int | None

    @property
    def wanted(self) -> int:
        """Units to carry: up to the bin's maximum, as far as the reserve bin has them."""
        return min(self.maximum - self.own, self.reserve or 0)


def goods_at(warehouse_id: int, *kinds: LocationKind) -> QuerySet[BinStock]:
    """What lies at places of those kinds, what orders wait for first; ``owed`` is how many units they wait for."""
    owed = StockLevel.objects.filter(sku=OuterRef("sku"), warehouse=warehouse_id).values("backordered")
    goods = BinStock.objects.filter(location__warehouse=warehouse_id, location__kind__in=kinds, quantity__gt=0)
    goods = goods.select_related("sku", "location").annotate(owed=Coalesce(Subquery(owed), 0))
    return goods.order_by(F("owed").desc(), "pk")


def goods_in(location: Location) -> QuerySet[BinStock]:
    return BinStock.objects.filter(location=location, quantity__gt=0).select_related("sku").order_by("sku__code", "lot")


def stock_in(warehouse_id: int, stock_id: int) -> BinStock | None:
    """Units at a place of this building, with SKU and place; one query."""
    stocks = BinStock.objects.select_related("sku", "location")
    return stocks.filter(pk=stock_id, location__warehouse=warehouse_id).first()


def place_by_code(warehouse_id: int, code: str) -> Location | None:
    """The building's place of that code, upper or lower case; one query."""
    return Location.objects.filter(warehouse_id=warehouse_id, code__iexact=code.strip()).order_by("pk").first()


def proposals_for(stock: BinStock) -> list[Proposal]:
    """Bins for the goods, the best first; one query."""
    values: dict[str, int | str] = {
        "sku": stock.sku_id, "lot": stock.lot, "warehouse": stock.location.warehouse_id, "source": stock.location_id,
        "limit": SHOWN,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PROPOSE, values)
        return [
            Proposal(key, code, WHY[rank], None if most is None else most - own)
            for key, code, own, most, rank in cursor.fetchall()
        ]


def bins_to_fill(warehouse_id: int) -> list[ToFill]:
    """Pick bins below their minimum, empty ones first; one query. A bin just filled is no longer on the list."""
    with connection.cursor() as cursor:
        cursor.execute(_TO_FILL, {"warehouse": warehouse_id})
        return [ToFill(*row) for row in cursor.fetchall()]
