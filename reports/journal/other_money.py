"""Money that no order moves: credit given away or expired, and what gateways kept and paid out."""

from reports.journal.customers import Condition
from reports.journal.windows import ZONE_OF_HOUSE


def credit_legs(when: Condition) -> str:
    """Credit given and expired; what orders did with credit stands with their money."""
    return f"""
    SELECT '', a.currency, v.account, '', NULL::numeric, v.amount, 'credit', e.id, v.entry, a.number,
           NULL::bigint, '', NULL::bigint, 0, e.created_at
    FROM payments_creditentry e JOIN payments_creditaccount a ON a.id = e.account_id
    CROSS JOIN LATERAL (VALUES
        (10, a.kind, -e.amount), (11, CASE e.kind WHEN 'issue' THEN 'credit_given' ELSE 'breakage' END, e.amount)
    ) v (entry, account, amount)
    WHERE e.kind IN ('issue', 'expire') AND {when("e.created_at", ZONE_OF_HOUSE, "credit", "e.id")}"""


def payout_legs(when: Condition) -> str:
    """What a gateway kept of a movement of ours, what it charged besides, and what it sent to the bank.

    A line counts from the day its file came; one that is not ours waits in the money inbox and is not written before.
    """
    moment = "f.uploaded_at"
    condition = when(moment, f"coalesce(h.time_zone, {ZONE_OF_HOUSE})", "payout", "r.id")
    return f"""
    SELECT coalesce(h.code, ''), r.currency, v.account, v.detail, NULL::numeric, v.amount, 'payout', r.id, v.entry,
           r.reference, o.id, coalesce(o.number, ''), NULL::bigint, 0, {moment}
    FROM payments_payoutrow r
    JOIN payments_payoutfile f ON f.id = r.file_id
    LEFT JOIN payments_paymenttransaction t ON t.id = r.transaction_id
    LEFT JOIN payments_payment p ON p.id = t.payment_id
    LEFT JOIN orders_order o ON o.id = p.order_id
    LEFT JOIN catalog_channel h ON h.id = o.channel_id
    CROSS JOIN LATERAL (VALUES
        (10, 'tender', concat_ws('/', r.gateway, p.kind), CASE WHEN t.id IS NULL THEN r.net ELSE -r.fee END),
        (11, CASE WHEN t.id IS NULL AND r.kind IN ('payout', 'transfer') THEN 'bank' ELSE 'fees' END, r.gateway,
         CASE WHEN t.id IS NULL THEN -r.net ELSE r.fee END)
    ) v (entry, account, detail, amount)
    WHERE v.amount <> 0 AND r.outcome IN ('matched', 'other') AND NOT coalesce(h.is_practice, FALSE)
      AND {condition}"""
