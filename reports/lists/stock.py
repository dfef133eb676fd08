"""Goods, where they lie, how they moved, and what is on its way in."""

from django.db.models import F

from catalog.models import SKU
from inventory.models import StockLevel, StockMovement, Supply
from reports.lists.shape import ExportList, figure, plain, rare

COSTS = "inventory.receive_supply"

SKUS = ExportList(
    model=SKU,
    columns=(
        *plain(
            code="code", name="name", product="product__name", category="product__category",
            tax_class="tax_class__code", active="is_active", weight_grams="weight_grams", length_mm="length_mm",
            width_mm="width_mm", height_mm="height_mm", hs_code="hs_code", origin_country="origin_country",
        ),
        *rare(
            track_stock="track_stock", needs_shipping="needs_shipping", lot_tracked="lot_tracked",
            serial_tracked="serial_tracked", keep_upright="keep_upright", backorder_limit="backorder_limit",
            preorder_ships_on="preorder_ships_on",
        ),
        *figure("unit_cost", F("unit_cost"), right=COSTS, is_usual=False),
        *figure("cost_currency", F("cost_currency"), right=COSTS, is_usual=False),
    ),
)  # fmt: skip

LEVELS = ExportList(
    model=StockLevel,
    practice="warehouse__is_practice",
    columns=(
        *plain(
            sku="sku__code", name="sku__name", warehouse="warehouse__code", on_hand="on_hand",
            unavailable="unavailable", allocated="allocated", reserved="reserved", backordered="backordered",
            shortfall="shortfall",
        ),
        *figure("available", F("on_hand") - F("unavailable") - F("allocated") - F("reserved") - F("backordered")),
        *rare(category="sku__product__category", shortfall_since="shortfall_since"),
        *figure("unit_cost", F("sku__unit_cost"), right=COSTS, is_usual=False),
        *figure("cost_currency", F("sku__cost_currency"), right=COSTS, is_usual=False),
        *figure("stock_value", F("on_hand") * F("sku__unit_cost"), right=COSTS, is_usual=False),
    ),
)  # fmt: skip

MOVEMENTS = ExportList(
    model=StockMovement,
    practice="level__warehouse__is_practice",
    columns=(
        *plain(
            at="at", kind="kind", sku="level__sku__code", name="level__sku__name", warehouse="level__warehouse__code",
            location="location__code", lot="lot", quantity="quantity", cause="cause_kind",
            reference="cause_reference", actor="actor",
        ),
    ),
)  # fmt: skip

SUPPLIES = ExportList(
    model=Supply,
    practice="warehouse__is_practice",
    columns=(
        *plain(
            number="number", kind="kind", supplier="supplier", origin="origin__code", warehouse="warehouse__code",
            state="state", expected_on="expected_on", created_at="created_at", sent_at="sent_at",
            received_at="received_at",
        ),
        *rare(note="note"),
    ),
)  # fmt: skip

LISTS = (SKUS, LEVELS, MOVEMENTS, SUPPLIES)
