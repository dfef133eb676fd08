"""How customers pay, and what is given back."""

from reports.definitions.dimensions import CHANNEL, COUNTRY, TIMES
from reports.definitions.kinds import Behind, Dimension, Elsewhere, Measure, Report, Unit
from reports.definitions.orders import live
from reports.facts.counting import REAL_ORDER

_MOVED = f"""
SELECT t.id AS transaction_id, p.id AS payment_id, p.order_id, p.kind AS tender, p.gateway, p.card_brand, t.kind,
       t.outcome, t.amount, t.currency, (coalesce(t.settled_at, t.created_at) AT TIME ZONE c.time_zone)::date AS day,
       o.channel_id, coalesce(ship.country, bill.country, '') AS country
FROM payments_paymenttransaction t
JOIN payments_payment p ON p.id = t.payment_id
JOIN orders_order o ON o.id = p.order_id
JOIN catalog_channel c ON c.id = o.channel_id
LEFT JOIN customers_address ship ON ship.id = o.shipping_address_id
LEFT JOIN customers_address bill ON bill.id = o.billing_address_id
WHERE {{which}} AND {REAL_ORDER}
"""
_PAID = _MOVED.format(
    which="t.kind IN ('authorization', 'capture') AND t.created_at >= %(from_ts)s - interval '90 days'"
    " AND coalesce(t.settled_at, t.created_at) >= %(from_ts)s AND coalesce(t.settled_at, t.created_at) < %(to_ts)s"
)
_GIVEN_BACK = f"""
SELECT m.*, a.refund_id, coalesce(nullif(f.cause_kind, ''), 'by hand') AS cause, f.destination
FROM ({
    _MOVED.format(
        which="t.kind IN ('refund', 'return') AND t.outcome = 'succeeded'"
        " AND t.settled_at >= %(from_ts)s AND t.settled_at < %(to_ts)s"
    )
}) m
LEFT JOIN payments_refundallocation a ON a.transaction_id = m.transaction_id
LEFT JOIN payments_refund f ON f.id = a.refund_id
"""
TENDER = Dimension(code="tender", label="Way to pay", key="r.tender", text="replace(initcap(r.tender), '_', ' ')")
BRAND = Dimension(
    code="brand", label="Card brand", key="r.card_brand", text="coalesce(nullif(r.card_brand, ''), 'No card')"
)
CAUSE = Dimension(code="cause", label="Cause", key="r.cause", text="replace(initcap(r.cause), '_', ' ')")

PAYMENT_MIX = Report(
    slug="payments", title="Payment mix", question="How do customers pay, and how often are they declined?",
    family="Money", sources="The ledger of payments", source=live(_PAID),
    columns=("payment_id", "day", "channel_id", "country", "tender", "card_brand", "kind", "outcome"),
    money=("amount",), dimensions=(TENDER, BRAND, CHANNEL, COUNTRY, *TIMES),
    filters=("channel", "country", "currency"),
    measures=(
        Measure(code="payments", label="Payments", unit=Unit.COUNT, behind="payments", is_rows=True,
                sql="count(DISTINCT r.payment_id) FILTER (WHERE r.kind = 'capture' AND r.outcome = 'succeeded')",
                counts="r.kind = 'capture' AND r.outcome = 'succeeded'",
                formula="Payments of which money was collected on these days."),
        Measure(code="collected", label="Collected", unit=Unit.MONEY, behind="payments",
                sql="coalesce(sum(r.amount) FILTER (WHERE r.kind = 'capture' AND r.outcome = 'succeeded'), 0)",
                counts="r.kind = 'capture' AND r.outcome = 'succeeded'",
                formula="Captures that succeeded, on the day they did; refunds are not taken off."),
        Measure(code="share", label="Share", unit=Unit.PERCENT,
                sql="100.0 * sum(r.amount) FILTER (WHERE r.kind = 'capture' AND r.outcome = 'succeeded') / nullif(sum("
                "sum(r.amount) FILTER (WHERE r.kind = 'capture' AND r.outcome = 'succeeded')) OVER"
                " (PARTITION BY r.currency), 0)",
                formula="Collected ÷ everything collected in the same currency."),
        Measure(code="declined", label="Declined", unit=Unit.COUNT, behind="payments", is_rows=True,
                sql="count(DISTINCT r.payment_id) FILTER (WHERE r.kind = 'authorization' AND r.outcome = 'failed')",
                counts="r.kind = 'authorization' AND r.outcome = 'failed'",
                formula="Payments of which an authorization failed on these days."),
    ),
    behind={"payments": Behind(model="payments.payment", key="payment_id")}, chart="collected",
)  # fmt: skip

REFUNDS = Report(
    slug="refunds", title="Refunds", question="How much do we give back, and why?", family="Money",
    sources="The ledger of payments, and the refunds it carries out", source=live(_GIVEN_BACK),
    columns=("refund_id", "day", "channel_id", "country", "tender", "kind", "cause"), money=("amount",),
    dimensions=(CAUSE, TENDER, CHANNEL, COUNTRY, *TIMES), filters=("channel", "country", "currency"),
    measures=(
        Measure(code="refunds", label="Refunds", unit=Unit.COUNT, sql="count(DISTINCT r.refund_id)", behind="refunds",
                is_rows=True, formula="Refunds of which money went back on these days."),
        Measure(code="given", label="Given back", unit=Unit.MONEY, behind="refunds",
                sql="coalesce(sum(r.amount) FILTER (WHERE r.kind = 'refund'), 0)", counts="r.kind = 'refund'",
                formula="Refunds that succeeded, on the day they did."),
        Measure(code="back", label="Came back", unit=Unit.MONEY,
                sql="coalesce(sum(r.amount) FILTER (WHERE r.kind = 'return'), 0)",
                formula="Refunds that the bank could not deliver, on the day they came back."),
        Measure(code="net", label="Net", unit=Unit.MONEY,
                sql="sum(CASE r.kind WHEN 'refund' THEN r.amount ELSE -r.amount END)",
                formula="Given back − came back."),
    ),
    behind={"refunds": Behind(model="payments.refund", key="refund_id")}, chart="net",
)  # fmt: skip

FRAUD = Elsewhere(
    slug="fraud", title="Fraud rules", question="Which rules strike, and how often are they right?", family="Money",
    formula="Right = declined by a person, or complained about by a bank and not won back ÷ judged orders.",
    page="desk:fraud", right="payments.change_fraudrule",
)  # fmt: skip

REPORTS = (PAYMENT_MIX, REFUNDS, FRAUD)
