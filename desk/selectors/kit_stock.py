"""How many of a kit its components make."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import SKU, SkuComponent
from inventory.selectors.availability import availability


@dataclass(frozen=True)
class PartRow:
    """A component, what can be had of it (None: any number), and how many kits that makes."""

    sku: SKU
    per_kit: int
    available: int | None

    @property
    def kits(self) -> int | None:
        return None if self.available is None else self.available // self.per_kit


@dataclass(frozen=True)
class KitStock:
    """``kits`` is what the scarcest component makes; None where no component is counted."""

    parts: Sequence[PartRow]

    @property
    def kits(self) -> int | None:
        return min((part.kits for part in self.parts if part.kits is not None), default=None)


def kit_stock(sku: SKU) -> KitStock | None:
    """What can be had of the kit in all active warehouses; None when the SKU is none. One query, three for a kit."""
    components = list(SkuComponent.objects.filter(kit=sku).select_related("sku").order_by("pk"))
    if not components:
        return None
    levels = availability(component.sku_id for component in components)
    return KitStock(
        [
            PartRow(
                component.sku, component.quantity,
                sum(max(0, level.available) for level in levels[component.sku_id])
                if component.sku.track_stock and component.sku.needs_shipping else None,
            )
            for component in components
        ]
    )  # fmt: skip
