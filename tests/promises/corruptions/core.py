CORRUPTIONS = {
    "event_sequence_has_no_gaps": "DELETE FROM core_event WHERE seq = 2",
    "effects_are_on_time": """
        UPDATE core_effect SET state = 'due', run_after = now() - interval '6 minutes'
        WHERE id = (SELECT min(id) FROM core_effect)
    """,
    "dead_effects_are_alerted": "UPDATE core_effect SET state = 'dead' WHERE id = (SELECT min(id) FROM core_effect)",
    "effect_keys_are_unique": """
        ALTER TABLE core_effect DROP CONSTRAINT core_effect_key_key;
        UPDATE core_effect SET key = 'the same'
    """,
    "idempotency_keys_are_unique": """
        ALTER TABLE core_idempotencykey DROP CONSTRAINT idempotency_scope_key_unique;
        INSERT INTO core_idempotencykey (scope, key, request_hash, kind, reference, created_at)
        SELECT scope, key, request_hash, kind, reference, now() FROM core_idempotencykey LIMIT 1
    """,
}
