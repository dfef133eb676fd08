"""What the columns of returns say of people: what customers and colleagues typed."""

from core.privacy import table
from returns.selectors.open_ends import return_blockers

REACHES = {"returns": "SELECT r.id FROM returns_return r WHERE r.order_id IN ({orders})"}
MARKS = ["SELECT r.tracking_number FROM returns_return r WHERE r.order_id IN ({orders})"]
BLOCKERS = [return_blockers]

TABLES = [
    table(
        "returns.inspection",
        of="t.line_id IN (SELECT l.id FROM returns_returnline l WHERE l.rma_id IN ({returns}))",
        none="id line grade inspected_by inspected_at", text="notes",
    ),
    table(
        "returns.returnline", of="t.rma_id IN ({returns})",
        none="id rma order_line quantity was_requested reception disposition refunded_amount",
    ),
    table("returns.returnpolicy", none="id channel window_days travel_days approves_at_once"),
    table("returns.returnreason", none="id code label label_de is_our_fault is_active position"),
    table(
        "returns.return", of="t.order_id IN ({orders})",
        none="id number order warehouse state parcel reason carrier requested_by credited_amount "
        "requested_at approved_at expires_at sent_at received_at inspected_at resolved_at closed_at ended_at",
        text="comment decision_note request_key tracking_number",
    ),
]  # fmt: skip
