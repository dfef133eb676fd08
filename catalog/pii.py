"""What the catalog's columns say of people: nothing. Goods, prices and channels are ours."""

from core.privacy import table

TABLES = [
    table(
        "catalog.channel",
        none="id code name currency country locale time_zone prices_include_tax reverse_charge max_override_percent "
        "number_prefix ship_policy max_splits stock_policy capture_policy expiry_policy expiry_notice_hours "
        "review_at_score decline_at_score unpaid_hours draft_days complete_wait_days "
        "delivered_after_days reopen_wait_days archive_after_days timeline_after_days backorder_days max_order_total "
        "invoice_on invoices_from invoice_prefix seller_name seller_address seller_vat_id invoice_footer "
        "transfer_details sender_email is_active is_practice feedback_after_days feedback_edit_days",
    ),
    table("catalog.product", none="id name description category image is_active"),
    table(
        "catalog.sku",
        none="id product code name tax_class weight_grams length_mm width_mm height_mm hs_code origin_country "
        "track_stock needs_shipping lot_tracked serial_tracked keep_upright scan_each_up_to backorder_limit "
        "preorder_ships_on is_active unit_cost cost_currency",
    ),
    table("catalog.skucomponent", none="id kit sku quantity"),
    table("catalog.barcode", none="id sku code"),
    table("catalog.price", none="id sku channel currency amount valid_from valid_to"),
    table("catalog.substitute", none="id sku other rank"),
    table("catalog.shippingmethod", none="id code name service tax_class is_active"),
    table("catalog.shippingrate", none="id method channel country amount free_from transit_days"),
    table("catalog.taxclass", none="id code name"),
    table("catalog.taxrate", none="id tax_class country region percent valid_from valid_to"),
]  # fmt: skip
