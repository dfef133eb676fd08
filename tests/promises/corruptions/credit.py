CORRUPTIONS = {
    "credit_balances_are_sums": "UPDATE payments_creditaccount SET balance = balance + 0.01",
    "credit_entries_are_transactions": "UPDATE payments_creditentry SET amount = amount - 0.01 WHERE kind = 'spend'",
    "credit_grants_are_entered": "UPDATE payments_creditgrant SET state = 'refused'",
}
