CAPTURED = "(SELECT min(payment_id) FROM payments_paymenttransaction WHERE kind = 'capture')"
CANCELED = "(SELECT min(id) FROM orders_order WHERE state = 'canceled')"

CORRUPTIONS = {
    "one_currency_per_order": "UPDATE payments_payment SET currency = 'USD'",
    "captures_were_authorized": f"""
        ALTER TABLE payments_payment DROP CONSTRAINT payment_captured_was_authorized;
        ALTER TABLE payments_payment DROP CONSTRAINT payment_capturing_is_authorized;
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
    "refunds_say_what_for": "UPDATE payments_refundline SET amount = amount + 0.01",
    "units_given_back_once": """
        INSERT INTO payments_refundline (refund_id, kind, order_line_id, units, amount, tax_amount)
        SELECT r.id, 'units', ol.id, ol.shipped + 1, 0, 0
        FROM payments_refund r JOIN orders_orderline ol ON ol.order_id = r.order_id
    """,
    "disputed_money_is_booked": "UPDATE payments_dispute SET withdrawn_at = NULL",
    "waiting_money_is_shown": """
        DELETE FROM payments_moneytask;
        UPDATE payments_dispute SET opened_at = now() - interval '1 hour'
    """,
    "open_disputes_freeze_refunds": f"UPDATE payments_payment SET refunds_frozen = TRUE WHERE id = {CAPTURED}",
    "reviews_wait_for_living_orders": f"""
        INSERT INTO payments_riskreview (order_id, assessment_id, state, opened_at)
        SELECT o.id, (SELECT min(id) FROM payments_riskassessment), 'open', now() FROM orders_order o
        WHERE o.id = {CANCELED};
        UPDATE orders_order SET canceled_at = now() - interval '1 hour' WHERE id = {CANCELED}
    """,
    "notice_board_shows_the_money": """
        UPDATE orders_order SET captured_amount = captured_amount + 0.01 WHERE captured_amount > 0
    """,
}
