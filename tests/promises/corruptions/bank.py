CORRUPTIONS = {
    "bank_lines_are_movements": "UPDATE payments_bankline SET amount = amount + 0.01 WHERE state = 'matched'",
}
