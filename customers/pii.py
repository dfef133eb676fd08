"""What the columns of customers say, whose rows they are, and what is left of them."""

from core.privacy import Retention, table
from customers.selectors.holding import hold_blockers
from customers.services.exporting import drop_old_exports

REACHES = {
    "customer_keys": "SELECT c.id FROM customers_customer c WHERE c.id IN ({customers})",
    "addresses": "SELECT a.id FROM customers_address a WHERE a.customer_id IN ({customers})",
    "logged_owner": "SELECT a.customer_id FROM customers_address a WHERE a.id = {logged_address}"
    " UNION ALL SELECT {logged_customer}",
    "held": "SELECT h.customer_id FROM customers_legalhold h WHERE h.released_at IS NULL",
}
PHONES = (
    "SELECT c.phone FROM customers_customer c WHERE c.id IN ({customers})"
    " UNION ALL SELECT a.phone FROM customers_address a WHERE a.customer_id IN ({customers})"
)
# Many type something just to fill the field in: only what can be a number (E.164) tells one person from another.
PLAIN = "regexp_replace(p.phone, '[ ()/.-]', '', 'g')"
MARKS = [
    "SELECT c.email FROM customers_customer c WHERE c.id IN ({customers})",
    f"SELECT unnest(ARRAY[p.phone, {PLAIN}]) FROM ({PHONES}) AS p (phone)"
    rf" WHERE {PLAIN} ~ '^\+[1-9][0-9]{{6,14}}$' AND {PLAIN} !~ '([0-9])\1{{6}}$'",
]
BLOCKERS = [hold_blockers]

TABLES = [
    table(
        "customers.customer", of="t.id IN ({customers})",
        none="id number locale is_tax_exempt payment_terms_days requires_po_number credit_limit is_blocked created_at "
        "changed_at erased_at",
        name="name company", contact="email phone", identity="external_id vat_id", text="blocked_reason",
        becomes={"name": "'Erased customer'"},
    ),
    table(
        "customers.address", of="t.customer_id IN ({customers})",
        none="id customer country created_at replaced_by",
        name="name company", place="line1 line2 city region postal_code", contact="phone",
        keeps={"region": "Taxes are owed by country and region."},
        becomes={"name": "'Erased'"},
    ),
    table(
        "customers.legalhold", of="t.customer_id IN ({customers})",
        none="id customer order_id order_number placed_by placed_at released_by released_at",
        text="reason release_note",
        becomes={"reason": "'erased'"},
    ),
    table(
        "customers.erasure", of="t.customer_id IN ({customers})",
        none="id number customer state basis requested_by requested_at decided_by decided_at step after pass_no "
        "pass_rows run_no record finished_at",
        text="note", copy="marks", becomes={"marks": "CASE t.state WHEN 'running' THEN t.marks ELSE '[]'::jsonb END"},
    ),
    table(
        "customers.customerexport", of="t.customer_id IN ({customers})",
        none="id number customer state requested_by requested_at finished_at expires_at size sha256 rows "
        "step after found run_no erased_at",
        file="path", hides=["path"], keeps={"path": "Where the file lay; it is erased with the export."},
    ),
    table("customers.exportdownload", none="id export downloaded_by downloaded_at"),
]  # fmt: skip

RETENTIONS = [
    Retention(
        kind="exports", label="Exports of customers, after they expired", model="customers.customerexport", days=0,
        least=0, most=30, since="t.expires_at", over="t.state = 'ready'", run=drop_old_exports,
    ),
]  # fmt: skip
