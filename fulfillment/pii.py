"""What the floor's columns say of people: who collected goods, and what was typed."""

from core.privacy import Retention, table

REACHES = {
    "works": "SELECT w.id FROM fulfillment_fulfillmentorder w WHERE w.order_id IN ({orders})",
    "parcels": "SELECT c.id FROM fulfillment_parcel c WHERE c.fulfillment_order_id IN ({works})",
}

TABLES = [
    table(
        "fulfillment.packaging",
        none="id code name length_mm width_mm height_mm tare_grams max_weight_grams weight_tolerance_percent is_active",
    ),
    table(
        "fulfillment.parcel", of="t.fulfillment_order_id IN ({works})",
        none="id number fulfillment_order state packaging weight_grams expected_grams suggested_packaging suggested_by "
        "requires_signature created_at packed_by packed_at labeled_at shipped_at delivered_at",
        text="weight_reason",
    ),
    table("fulfillment.parcelitem", none="id parcel line order_line level quantity"),
    table("fulfillment.parcelphoto", none="id parcel attachment", sealed="taken_sha256"),
    table(
        "fulfillment.pickbatch",
        none="id number warehouse state kind zone wave created_at created_by released_at finished_at",
    ),
    table(
        "fulfillment.picktask",
        none="id batch line location lot sequence quantity picked_quantity tote state assignee created_at assigned_at "
        "location_scanned_at finished_at",
    ),
    table("fulfillment.shortpick", none="id task quantity reason actor at"),
    table(
        "fulfillment.pickup", of="t.fulfillment_order_id IN ({works})", hides=["code"],
        none="id fulfillment_order wrong_tries ready_at keep_until proof collected_at handed_out_by",
        name="collected_by", identity="identity", text="code",
        becomes={"collected_by": "CASE WHEN t.collected_at IS NULL THEN '' ELSE 'Erased' END"},
    ),
    table("fulfillment.paperprint", none="id paper batch parcel reference copy printed_by printed_at"),
    table(
        "fulfillment.scan",
        none="id client_id kind code quantity ok message task parcel item actor at undone_at",
    ),
    table(
        "fulfillment.wave",
        none="id number warehouse state kind due_by created_at created_by released_at released_by canceled_at",
    ),
    table("fulfillment.batchlimits", none="id warehouse max_orders max_lines max_weight_grams max_volume_liters"),
    table(
        "fulfillment.fulfillmentorder", of="t.order_id IN ({orders})",
        none="id number order warehouse batch state tote priority ship_by_on late_at left_out_because picked_goods "
        "created_at released_at picked_at packed_at shipped_at canceled_at",
        text="cancel_reason",
    ),
    table(
        "fulfillment.fulfillmentline",
        none="id fulfillment_order order_line level quantity picked packed shipped canceled",
    ),
]  # fmt: skip

RETENTIONS = [
    Retention(
        kind="collected_by", label="Who collected goods at the counter", model="fulfillment.pickup", days=180, least=30,
        most=1095, since="t.collected_at",
    ),
]  # fmt: skip
