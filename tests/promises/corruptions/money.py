CAPTURED = "(SELECT min(payment_id) FROM payments_paymenttransaction WHERE kind = 'capture')"

CORRUPTIONS = {
    "one_currency_per_order": "UPDATE payments_payment SET currency = 'USD'",
    "captures_were_authorized": f"""
        ALTER TABLE payments_payment DROP CONSTRAINT payment_captured_was_authorized;
        UPDATE payments_payment SET authorized_amount = captured_amount - 0.01 WHERE id = {CAPTURED}
    """,
    "refunds_were_captured": """
        UPDATE payments_paymenttransaction SET amount = 1000 WHERE kind = 'refund'
    """,
    "ended_orders_keep_no_money": """
        UPDATE orders_order SET state = 'canceled', canceled_at = now() - interval '1 hour', total = 0,
               credited_amount = 0
        WHERE captured_amount > refunded_amount
    """,
    "payments_are_folds_of_transactions": f"""
        UPDATE payments_payment SET captured_amount = captured_amount - 0.01 WHERE id = {CAPTURED}
    """,
    "gateway_references_once": """
        DROP INDEX transaction_reference_unique;
        UPDATE payments_paymenttransaction SET gateway_reference = 'the same'
    """,
    "refunds_are_allocated": "UPDATE payments_refund SET amount = amount + 0.01",
    "notice_board_shows_the_money": """
        UPDATE orders_order SET captured_amount = captured_amount + 0.01 WHERE captured_amount > 0
    """,
}
