"""What the columns of returns say of people: what customers and colleagues typed."""

from core.privacy import table
from returns.selectors.open_ends import return_blockers

REACHES = {
    "returns": "SELECT r.id FROM returns_return r WHERE r.order_id IN ({orders})",
    "files": "SELECT f.attachment_id FROM returns_returnphoto f WHERE f.rma_id IN ({returns})"
    " UNION ALL SELECT f.attachment_id FROM returns_claimphoto f"
    " WHERE f.claim_id IN (SELECT c.id FROM returns_claim c WHERE c.order_id IN ({orders}))",
}
MARKS = ["SELECT r.tracking_number FROM returns_return r WHERE r.order_id IN ({orders})"]
BLOCKERS = [return_blockers]

TABLES = [
    table(
        "returns.inspection",
        of="t.line_id IN (SELECT l.id FROM returns_returnline l WHERE l.rma_id IN ({returns}))",
        none="id line grade inspected_by inspected_at unit_cost cost_currency", text="notes",
    ),
    table(
        "returns.returnline", of="t.rma_id IN ({returns})",
        none="id rma order_line quantity was_requested reception disposition refunded_amount warehouse "
        "restocking_percent restocking_amount",
    ),
    table(
        "returns.returnpolicy",
        none="id channel category country window_days travel_days approves_at_once is_final_sale max_units "
        "approves_up_to label_payer return_shipping_fee restocking_percent restocking_amount credit_bonus_percent",
    ),
    table("returns.returnerrule", none="id channel days min_orders max_percent"),
    table("returns.returnreason", none="id code label label_de is_our_fault is_active position parent is_heading"),
    table(
        "returns.return", of="t.order_id IN ({orders})",
        none="id number order warehouse state parcel reason carrier requested_by credited_amount "
        "requested_at approved_at expires_at sent_at received_at inspected_at resolved_at closed_at ended_at "
        "resolution is_blind label_payer shipping_fee bonus_percent travel_days bonus_amount goods_back_at",
        text="comment decision_note request_key tracking_number",
    ),
    table("returns.returnphoto", none="id rma attachment is_from_customer", sealed="taken_sha256"),
    table(
        "returns.returnreceipt",
        none="id order rma warehouse opened_by opened_at booked_by booked_at given_up_at",
    ),
    table("returns.receiptscan", none="id receipt scan_id sku code quantity scanned_by scanned_at taken_back_at"),
    table("returns.strayitem", none="id rma warehouse sku quantity fate decided_by decided_at"),
    table(
        "returns.rulefinding", of="t.rma_id IN ({returns})",
        none="id rma rule sentence found_at overridden_at overridden_by", text="reason",
    ),
    table(
        "returns.returnfee", of="t.rma_id IN ({returns})", none="id rma line kind amount waived_by",
        text="waived_reason",
    ),
    table(
        "returns.exchange", of="t.order_id IN ({orders})",
        none="id number order rma replacement state mode value_amount price_amount taken_amount difference_to "
        "requested_by requested_at approved_at due_at released_at ended_at",
        text="decision_note failure request_key",
    ),
    table("returns.exchangeline", none="id exchange sku quantity unit_price tax_amount"),
    table(
        "returns.claim", of="t.order_id IN ({orders})",
        none="id number order parcel kind state goods_at cause_kind cause_reference opened_by replaces "
        "refund_to goodwill_amount refund replacement opened_at approved_at decided_at resolved_at ended_at",
        text="comment decision_note request_key failure",
    ),
    table("returns.claimline", none="id claim order_line quantity refund_units replace_units freed_units"),
    table("returns.claimphoto", none="id claim attachment"),
]  # fmt: skip
