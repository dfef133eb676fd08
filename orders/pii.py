"""What the columns of orders say, whose rows they are, and what is left of them."""

from core.privacy import Act, Retention, table
from orders.selectors.files_of import files_of
from orders.selectors.open_ends import order_blockers
from orders.services.erasing import close_links, erase_files, lock_orders_of

REACHES = {
    "orders": "SELECT o.id FROM orders_order o WHERE o.customer_id IN ({customers})",
    "lines": "SELECT l.id FROM orders_orderline l WHERE l.order_id IN ({orders})",
    "charges": "SELECT g.id FROM orders_ordercharge g WHERE g.order_id IN ({orders})",
    "order_owner": "SELECT o.customer_id FROM orders_order o WHERE o.id = t.order_id",
    "target_owner": "SELECT o.customer_id FROM orders_order o WHERE o.id = CASE t.target_kind"
    " WHEN 'order' THEN t.target_id WHEN 'order_line' THEN"
    " (SELECT l.order_id FROM orders_orderline l WHERE l.id = t.target_id)"
    " WHEN 'charge' THEN (SELECT g.order_id FROM orders_ordercharge g WHERE g.id = t.target_id) END",
    "logged_owner": "SELECT o.customer_id FROM orders_order o WHERE o.id = {logged_order}",
    "files": "SELECT f.id FROM orders_attachment f WHERE f.order_id IN ({orders})",
}
MARKS = ["SELECT o.number FROM orders_order o WHERE o.customer_id IN ({customers})"]
ACTS = [Act("files", erase_files)]
BLOCKERS = [order_blockers]
LOCKS = [lock_orders_of]
FILES = [files_of]
DOORS = [close_links]
RECOGNIZED = "The same order told again by its shop must be recognized."

TABLES = [
    table("orders.allocation", none="id line level quantity released picked"),
    table("orders.backorder", none="id line level quantity"),
    table(
        "orders.attachment", of="t.id IN ({files})", hides=["path"],
        none="id order content_type size uploaded_by uploaded_at removed_at removed_by",
        file="path", text="name", sealed="sha256",
        becomes={"name": "'erased'"}, keeps={"path": "Where the content lay; it is erased with the row's removal."},
    ),
    table(
        "orders.customerphoto", of="t.order_id IN ({orders})",
        none="id order attachment kind reference taken_bytes kept_at", sealed="taken_sha256",
    ),
    table(
        "orders.orderchange", of="t.order_id IN ({orders})",
        none="id order state base_version requested_by finished_by total_before total_after tax_before "
        "tax_after created_at requested_at finished_at",
        text="reason",
    ),
    table(
        "orders.orderchangeaction",
        of="t.change_id IN (SELECT c.id FROM orders_orderchange c WHERE c.order_id IN ({orders}))",
        none="id change kind line sku quantity unit_price list_price tax_percent address method added_by added_at",
        text="reason",
    ),
    table("orders.promise", none="id line from_on to_on cause at"),
    table(
        "orders.delaychoice", of="t.order_id IN ({orders})",
        none="id order cause line_ids options offers promise_on owed asked_by asked_at expires_at superseded_at answer "
        "answered_at answered_by",
        text="consent",
    ),
    table(
        "orders.orderhold", of="t.order_id IN ({orders})",
        none="id order line kind blocks placed_by placed_at due_at release_condition released_by released_at",
        text="reason",
    ),
    table("orders.channelsource", none="id code make channel creates_skus is_active"),
    table(
        "orders.channelnotice", of="t.order_id IN ({orders})", named=["body"], owner="{order_owner}",
        none="id source event_id topic external_id told_at state field order tries received_at worked_at",
        copy="body", text="reason",
    ),
    table(
        "orders.order", of="t.customer_id IN ({customers})",
        none="id number channel intake state version currency prices_include_tax is_historical is_practice "
        "original_order customer shipping_address billing_address pickup_warehouse shipping_method ship_policy "
        "requires_signature "
        "leave_at_door tax_treatment payment_terms_days lines_total discount_total charges_total tax_total total "
        "promised_on created_at placed_at confirmed_at processing_at completed_at canceled_at expired_at archived_at "
        "unarchived_at packed_away_at reopened_at last_shipped_at open_exchanges open_money "
        "fulfillment_status payment_status return_status display_status is_on_hold authorized_amount captured_amount "
        "refunded_amount credited_amount refund_to on_account_amount delayed_amount payment_failed_at is_disputed "
        "awaits_review risk_checked_at risk_score open_returns open_claims open_cases open_parcels missing_signatures "
        "delivered_at floor_refused_cancel_at",
        identity="external_id po_number vat_id", online="client_ip", text="delivery_instructions tax_reason tags",
        keeps={"external_id": RECOGNIZED, "tax_reason": "A fact of tax, in words of ours."},
    ),
    table(
        "orders.orderkit", of="t.order_id IN ({orders})",
        none="id order position sku code name quantity unit_price list_price amount", text="price_reason",
    ),
    table(
        "orders.orderline", of="t.order_id IN ({orders})",
        none="id order position sku name unit_price list_price tax_percent track_stock needs_shipping kit per_kit "
        "ordered unplaced allocated backordered released picked packed return_requested canceled shipped delivered "
        "lost returned claimed sent_anew amount discount_amount tax_amount canceled_amount canceled_discount_amount "
        "canceled_tax_amount "
        "credited_units credited_amount credited_tax_amount original_promise_on promise_on delivered_at",
        text="price_reason",
    ),
    table(
        "orders.ordercharge", of="t.order_id IN ({orders})",
        none="id order kind amount tax_percent tax_amount canceled_amount canceled_tax_amount", text="label",
        becomes={"label": "initcap(t.kind)"},
    ),
    table(
        "orders.orderdiscount", of="t.order_id IN ({orders})", none="id order line percent amount",
        text="label reason code", becomes={"label": "'Discount'"},
    ),
    table(
        "orders.ordertender", of="t.order_id IN ({orders})", none="id order position kind amount awaited_amount",
        account="token", hides=["token"],
    ),
    table("orders.ordernote", of="t.order_id IN ({orders})", none="id order author created_at", text="text"),
    table("orders.reviewrule_skus", none="id reviewrule sku"),
    table(
        "orders.reviewrule",
        none="id name kind channel amount currency quantity minutes hold_kind blocks scope due_hours sentence "
        "priority is_active",
    ),
    table("orders.ordersearch", of="t.order_id IN ({orders})", none="order", copy="document"),
    table("orders.sourcingrule", none="id channel position strategy"),
    table(
        "orders.sourcingtrial",
        none="id channel strategies present max_sources since until state chunk reached_at reached_id orders differing "
        "faithful books totals asked_by asked_at finished_at",
    ),
    table("orders.trialorder", none="id trial order decided draft parcels_more days_later"),
    table(
        "orders.sourcingdecision",
        none="id order candidates reason rejected_warehouse decided_at",
    ),
    # A colleague may have saved a search for a customer.
    table(
        "orders.savedview", named=["query", "name"],
        none="id list_name columns owner is_shared role is_counted position created_at", text="name query",
        becomes={"name": "'erased ' || t.id"},
    ),
    table("orders.voucher_channels", none="id voucher channel"),
    table(
        "orders.voucher", of="t.customer_id IN ({customers})",
        none="id code kind percent amount currency minimum valid_from valid_to max_uses max_uses_per_customer "
        "used_count customer is_active",
        text="name", becomes={"name": "'Voucher'"},
    ),
    table("orders.voucherredemption", none="id voucher order customer amount redeemed_at given_back_at"),
]  # fmt: skip

RETENTIONS = [
    Retention(
        kind="channel_notices", label="Copies of what shops told us", model="orders.channelnotice", days=90, least=7,
        most=730, since="t.received_at",
        over="t.state IN ('applied', 'stale', 'ignored')",
    ),
    Retention(
        kind="drafts", label="Drafts that were never placed: what was typed", model="orders.order", days=30, least=1,
        most=365, since="t.expired_at", over="t.state = 'expired' AND t.placed_at IS NULL",
        columns=("delivery_instructions", "po_number", "client_ip", "tags"),
    ),
    Retention(
        kind="ip_addresses", label="IP addresses of orders", model="orders.order", days=90, least=7, most=365,
        since="t.created_at", columns=("client_ip",),
        over="t.state IN ('completed', 'canceled', 'expired') AND NOT t.is_disputed",
    ),
]  # fmt: skip
