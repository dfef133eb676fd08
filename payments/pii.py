"""What the columns of money say, whose rows they are, and what is left of them. Amounts and tax stay."""

from core.privacy import Act, Retention, table
from payments.selectors.open_ends import money_blockers
from payments.services.sealing_documents import seal_documents

REACHES = {
    "payments": "SELECT p.id FROM payments_payment p WHERE p.order_id IN ({orders})",
    "accounts": "SELECT a.id FROM payments_creditaccount a WHERE a.customer_id IN ({customers})",
    "documents": "SELECT d.id FROM payments_document d WHERE d.order_id IN ({orders})",
}
# By these a gateway names a payment in what it sends.
MARKS = [
    "SELECT m.key FROM payments_paymenttransaction m WHERE m.payment_id IN ({payments})",
    "SELECT m.gateway_reference FROM payments_paymenttransaction m WHERE m.payment_id IN ({payments})",
    "SELECT p.gateway_reference FROM payments_payment p WHERE p.id IN ({payments})",
    "SELECT p.number FROM payments_payment p WHERE p.id IN ({payments})",
]
PAYMENT_OWNER = (
    "SELECT o.customer_id FROM payments_payment p JOIN orders_order o ON o.id = p.order_id WHERE p.id = t.payment_id"
)
ACTS = [Act("documents", seal_documents)]
BLOCKERS = [money_blockers]
FOR_PAYOUTS = "The gateway's own number of the movement: payouts and disputes are matched by it."

TABLES = [
    table(
        "payments.bankline", of="t.payment_id IN ({payments})", named=["text"], owner=PAYMENT_OWNER,
        none="id key state booked_on amount currency file_name payment decided_by decided_at created_at",
        text="text payer why",
    ),
    table(
        "payments.gatewaycomparison",
        none="id gateway since position started_at finished_at movements differences",
    ),
    table(
        "payments.creditaccount", of="t.customer_id IN ({customers})",
        none="id number kind customer currency balance expires_at created_at", account="last4", sealed="fingerprint",
    ),
    table(
        "payments.creditentry", of="t.account_id IN ({accounts})",
        none="id account kind amount balance_after key transaction made_by created_at", text="reason",
    ),
    table(
        "payments.creditgrant", of="t.account_id IN ({accounts})",
        none="id account state amount key granted_by decided_by created_at decided_at", text="reason",
    ),
    table(
        "payments.denylistentry", of="t.order_id IN ({orders})", addressed=["value"], owner="{order_owner}",
        none="id kind order added_by added_at expires_at", contact="value", text="reason",
        becomes={"value": "'erased-' || t.id"},
    ),
    table(
        "payments.dispute", of="t.order_id IN ({orders})",
        none="id order payment capture kind state gateway amount currency reason evidence_due_at evidence_by "
        "evidence_attempts evidence_sent_at withdrawn_at returned_at opened_at escalated_at finished_at",
        account="reference", text="evidence", keeps={"reference": FOR_PAYOUTS},
    ),
    table("payments.documentseries", none="id channel kind year prefix last_number"),
    # Law keeps an invoice as it was sent: an act seals who bought instead of emptying it.
    table(
        "payments.document", of="t.order_id IN ({orders})",
        none="id kind series sequence number order invoice currency prices_include_tax locale goods_amount "
        "tax_amount total seller tax_note tax_treatment terms terms_days due_on ordered_on supplied_on "
        "issued_on issued_at",
        copy="buyer", identity="po_number",
        keeps={"buyer": "Sealed, not erased: tax law keeps it for years.", "po_number": "Sealed with the buyer."},
    ),
    table(
        "payments.documentline", of="t.document_id IN ({documents})",
        none="id document position kind line_id_of_order charge_id_of_order code name units unit_price amount "
        "discount_amount tax_percent tax_amount",
    ),
    table("payments.documenttax", none="id document tax_percent base_amount tax_amount"),
    table("payments.documentcopy", none="id document kind made_by made_at"),
    table(
        "payments.gatewayevent", named=["body", "raw", "parked"],
        none="id source event_id kind received_at applied_at waits_for tries", copy="body raw", text="parked",
    ),
    table("payments.latemoney", none="id order transaction amount currency state came_at decided_by decided_at"),
    table("payments.approvallimit", none="id channel currency amount"),
    table("payments.goodwilllimit", none="id group channel currency amount daily_amount"),
    table(
        "payments.moneytask", of="t.order_id IN ({orders})", named=["facts", "cause"], owner="{order_owner}",
        none="id kind cause order amount currency gateway movement opened_at due_at taken_by taken_at "
        "write_off_asked_by is_refunding refund_attempts closed_at closed_by closed_how",
        account="gateway_reference", text="facts write_off_reason closing_note",
        becomes={"facts": "'erased'"}, keeps={"gateway_reference": FOR_PAYOUTS},
    ),
    table(
        "payments.payment", of="t.order_id IN ({orders})", hides=["token", "action_url", "card_fingerprint"],
        none="id number order tender position kind gateway currency amount state authorized_amount voided_amount "
        "captured_amount refunded_amount charged_back_amount capturing_amount voiding_amount refunding_amount "
        "delayed_amount awaited_amount expires_at due_on card_brand card_country avs_check cvc_check is_disputed "
        "refunds_frozen created_at",
        account="token gateway_reference card_last4 card_fingerprint action_url", text="failure",
        keeps={"gateway_reference": FOR_PAYOUTS},
    ),
    table(
        "payments.payoutfile",
        none="id gateway shape file_name sha256 uploaded_by uploaded_at rows_total rows_known begins_at ends_at",
    ),
    table(
        "payments.payoutrow",
        none="id file line gateway reference kind gateway_references amount fee net currency occurred_at payout "
        "outcome transaction",
    ),
    table(
        "payments.refund", of="t.order_id IN ({orders})",
        none="id number order state amount currency destination cause_kind cause_reference granted_by "
        "granted_person approved_by approved_person created_at finished_at",
        text="reason failure",
    ),
    table("payments.refundallocation", none="id refund transaction amount"),
    table(
        "payments.refundline", of="t.refund_id IN (SELECT r.id FROM payments_refund r WHERE r.order_id IN ({orders}))",
        none="id refund kind order_line charge units amount tax_amount",
    ),
    table(
        "payments.riskreview", of="t.order_id IN ({orders})",
        none="id order assessment state opened_at proof_due_at finished_at",
    ),
    table(
        "payments.riskdecision",
        of="t.review_id IN (SELECT r.id FROM payments_riskreview r WHERE r.order_id IN ({orders}))",
        none="id review assessment decision decided_by decided_at", text="reason",
    ),
    table("payments.fraudrule", none="id name kind channel threshold currency window_hours score is_active"),
    table("payments.disposabledomain", none="id domain added_by added_at"),
    table(
        "payments.riskassessment", of="t.order_id IN ({orders})",
        none="id order score verdict review_at decline_at assessed_at", copy="signals",
        becomes={"signals": "'[]'::jsonb"},
    ),
    table(
        "payments.paymenttransaction", of="t.payment_id IN ({payments})",
        none="id payment kind outcome amount currency key parent gateway is_lapse requested_by expires_at "
        "created_at settled_at",
        account="gateway_reference", text="error note", keeps={"gateway_reference": FOR_PAYOUTS},
    ),
]  # fmt: skip

RETENTIONS = [
    Retention(
        kind="gateway_webhooks", label="Copies of gateways' webhooks", model="payments.gatewayevent", days=90, least=14,
        most=730, since="t.received_at", over="t.applied_at IS NOT NULL",
    ),
]  # fmt: skip
