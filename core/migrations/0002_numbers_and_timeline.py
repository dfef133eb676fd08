"""Number series, the triggers that keep what was told, and the view that reads it, packed or not."""

from django.db import migrations

SERIES = (
    "order", "customer", "payment", "refund", "fulfillment", "batch", "parcel", "manifest",
    "return", "exchange", "claim", "case", "supply", "import", "count",
)  # fmt: skip
CREATE = "\n".join(f"CREATE SEQUENCE number_{name}_seq START 100001;" for name in SERIES)
DROP = "\n".join(f"DROP SEQUENCE number_{name}_seq;" for name in SERIES)

# The one door: core.services.archive_events sets oms.archiving for its own transaction.
EVENTS = """
CREATE FUNCTION core_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('oms.archiving', true) = 'on' AND TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'core_event is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER core_event_append_only BEFORE UPDATE OR DELETE ON core_event
    FOR EACH ROW EXECUTE FUNCTION core_event_is_append_only();
"""
NO_EVENTS = """
DROP TRIGGER core_event_append_only ON core_event;
DROP FUNCTION core_event_is_append_only();
"""

# What was told stays told: only the reasons may go, with the customer who is erased.
PACKED = """
CREATE FUNCTION core_packedtimeline_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('oms.archiving', true) = 'on' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND (to_jsonb(OLD) - 'notes') = (to_jsonb(NEW) - 'notes') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'core_packedtimeline is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER core_packedtimeline_kept BEFORE UPDATE OR DELETE ON core_packedtimeline
    FOR EACH ROW EXECUTE FUNCTION core_packedtimeline_is_kept();
"""
NO_PACKED = """
DROP TRIGGER core_packedtimeline_kept ON core_packedtimeline;
DROP FUNCTION core_packedtimeline_is_kept();
"""

# Every event, packed or not, as the books read them.
TIMELINE = """
CREATE VIEW core_timeline AS
SELECT order_id, seq, name, data, actor, at FROM core_event
UNION ALL
SELECT p.order_id, (e->>'seq')::int, e->>'name', e->'data', e->>'actor', (e->>'at')::timestamptz
FROM core_packedtimeline p CROSS JOIN LATERAL jsonb_array_elements(p.events) e
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL(EVENTS, NO_EVENTS),
        migrations.RunSQL(PACKED, NO_PACKED),
        migrations.RunSQL(TIMELINE, "DROP VIEW core_timeline"),
    ]
