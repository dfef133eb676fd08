CORRUPTIONS = {
    "journal_balances": "UPDATE reports_journalline SET amount = amount + 0.01 WHERE account = 'tender'",
    "journal_is_complete": "DELETE FROM reports_journalline WHERE source_kind = 'document'",
}
