CORRUPTIONS = {
    "restocked_within_received": """
        DELETE FROM inventory_stockmovement WHERE kind = 'return'
    """,
    "no_unit_returned_twice": "UPDATE orders_orderline SET returned = 0 WHERE returned > 0",
    "return_credit_adds_up": "UPDATE returns_return SET credited_amount = credited_amount + 0.01",
    "boxes_booked_once": """
        WITH box AS (
            INSERT INTO returns_returnreceipt (order_id, rma_id, warehouse_id, opened_by, booked_by, booked_at)
            SELECT order_id, id, warehouse_id, 'x', 'x', now() FROM returns_return ORDER BY id LIMIT 1 RETURNING id
        )
        INSERT INTO returns_receiptscan (receipt_id, scan_id, sku_id, code, quantity, scanned_by)
        SELECT box.id, 'corrupt', (SELECT min(id) FROM catalog_sku), 'x', 99, 'x' FROM box
    """,
    "return_rules_kept_or_overridden": """
        INSERT INTO returns_rulefinding (rma_id, rule, sentence, overridden_by, reason)
        SELECT id, 'window', 'x', '', '' FROM returns_return WHERE resolved_at IS NOT NULL LIMIT 1
    """,
    "no_label_without_return": """
        WITH ended AS (
            UPDATE returns_return SET state = 'canceled', ended_at = now() RETURNING number, order_id, warehouse_id
        )
        INSERT INTO shipping_looselabel (
            order_id, warehouse_id, account_id, direction, cause_kind, cause_reference, state, purchase_key, tries,
            service, weight_grams, contents, carrier_reference, tracking_number, currency, error, error_field,
            is_wanted, tracking_status
        )
        SELECT order_id, warehouse_id, (SELECT min(id) FROM shipping_carrieraccount), 'to_us', 'return', number,
               'requested', gen_random_uuid(), 1, 'standard', 1, '[]', '', '', '', '', '', true, 'not_moving'
        FROM ended LIMIT 1
    """,
    "return_bonus_is_in_the_ledger": "UPDATE returns_return SET bonus_amount = 1",
    "open_returns_counted": "UPDATE orders_order SET open_returns = open_returns + 1",
    "no_unit_claimed_twice": "UPDATE orders_orderline SET claimed = 0 WHERE claimed > 0",
    "goods_or_money_once": "UPDATE orders_orderline SET sent_anew = 0 WHERE sent_anew > 0",
    "claim_made_good_once": "UPDATE returns_claimline SET replace_units = 0",
    "exchange_moved_through_credit": """
        UPDATE payments_refund SET destination = 'tenders' WHERE cause_kind = 'exchange'
    """,
    "exchange_tied_both_ways": "UPDATE orders_order SET original_order_id = NULL",
    "open_claims_counted": "UPDATE orders_order SET open_claims = open_claims + 1",
    "open_cases_counted": "UPDATE orders_order SET open_cases = open_cases + 1",
    "merged_cases_are_empty": """
        UPDATE support_case SET merged_into_id = id, state = 'closed', resolved_at = now()
    """,
    "case_limits_are_told": "UPDATE support_case SET resolved_at = NULL, next_limit_at = now() - interval '1 hour'",
}
