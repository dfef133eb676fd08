CORRUPTIONS = {
    "restocked_within_received": """
        DELETE FROM inventory_stockmovement WHERE kind = 'return'
    """,
    "no_unit_returned_twice": "UPDATE orders_orderline SET returned = 0 WHERE returned > 0",
    "return_credit_adds_up": "UPDATE returns_return SET credited_amount = credited_amount + 0.01",
    "open_returns_counted": "UPDATE orders_order SET open_returns = open_returns + 1",
    "open_cases_counted": "UPDATE orders_order SET open_cases = open_cases + 1",
    "merged_cases_are_empty": """
        UPDATE support_case SET merged_into_id = id, state = 'closed', resolved_at = now()
    """,
    "case_limits_are_told": "UPDATE support_case SET resolved_at = NULL, next_limit_at = now() - interval '1 hour'",
}
