"""What the books keep of the bank's statement: a line that was matched is money of its payment, once and exactly."""

from core.audit.registry import promise

# The reference of its movement: who writes it down is ``payments/services/bank_lines.py``.
BANK_LINES_ARE_MOVEMENTS = """
SELECT b.id::text AS reference, b.state, b.amount, b.currency, t.amount AS written, t.currency AS written_in
FROM payments_bankline b
LEFT JOIN payments_payment p ON p.id = b.payment_id
LEFT JOIN payments_paymenttransaction t
    ON t.key = 'received-' || b.payment_id || '-' || left(
           encode(sha256(convert_to('bank line ' || b.id || ' of ' || b.booked_on, 'UTF8')), 'hex'), 24) || '-c'
   AND t.payment_id = b.payment_id AND t.kind = 'capture' AND t.outcome = 'succeeded'
WHERE {orders_changed p.order_id} AND (t.amount, t.currency) IS DISTINCT FROM (
    CASE WHEN b.state = 'matched' THEN b.amount END, CASE WHEN b.state = 'matched' THEN b.currency END)
"""

PROMISES = [promise(number=8, name="bank_lines_are_movements", sql=BANK_LINES_ARE_MOVEMENTS)]
