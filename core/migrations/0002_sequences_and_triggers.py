"""Number series, and the trigger that keeps events as they were told."""

from django.db import migrations

SERIES = (
    "order", "customer", "payment", "refund", "fulfillment", "batch", "parcel", "manifest",
    "return", "exchange", "claim", "case", "supply", "import", "count",
)  # fmt: skip
CREATE = "\n".join(f"CREATE SEQUENCE number_{name}_seq START 100001;" for name in SERIES)
DROP = "\n".join(f"DROP SEQUENCE number_{name}_seq;" for name in SERIES)

# The one door: core.services.archive_events sets oms.archiving for its own transaction.
GUARD = """
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
UNGUARD = """
DROP TRIGGER core_event_append_only ON core_event;
DROP FUNCTION core_event_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP), migrations.RunSQL(GUARD, UNGUARD)]
