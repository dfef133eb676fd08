CORRUPTIONS = {
    "packed_events_are_as_told": "UPDATE core_packedtimeline SET events = jsonb_set(events, '{0,actor}', '\"user:1\"')",
    "archive_months_add_up": "DELETE FROM core_packedtimeline",
}
