"""Triggers that keep what happened and what was decided once. And reasons to adjust, to begin with."""

from django.db import migrations

# Movements are what happened: nothing changes or deletes them.
MOVEMENTS = """
CREATE FUNCTION inventory_movement_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'inventory_stockmovement is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER inventory_movement_append_only BEFORE UPDATE OR DELETE ON inventory_stockmovement
    FOR EACH ROW EXECUTE FUNCTION inventory_movement_is_append_only();
"""
NO_MOVEMENTS = """
DROP TRIGGER inventory_movement_append_only ON inventory_stockmovement;
DROP FUNCTION inventory_movement_is_append_only();
"""

# Whether a warehouse is for practice is decided once.
PRACTICE = """
CREATE FUNCTION inventory_warehouse_practice_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% %: whether it is for practice is fixed, make another one', TG_TABLE_NAME, OLD.code
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER inventory_warehouse_practice_fixed BEFORE UPDATE OF is_practice ON inventory_warehouse
    FOR EACH ROW WHEN (OLD.is_practice IS DISTINCT FROM NEW.is_practice)
    EXECUTE FUNCTION inventory_warehouse_practice_is_fixed();
"""
NO_PRACTICE = """
DROP TRIGGER inventory_warehouse_practice_fixed ON inventory_warehouse;
DROP FUNCTION inventory_warehouse_practice_is_fixed();
"""

REASONS = {
    "damaged": "Damaged",
    "found": "Found again",
    "stolen": "Stolen",
    "sample": "Sample or own use",
    "miscounted": "Counted wrong before",
}


def create_reasons(apps, schema_editor):
    """A list to begin with; the office keeps it from here."""
    reason = apps.get_model("inventory", "AdjustmentReason")
    reason.objects.bulk_create(reason(code=code, label=label) for code, label in REASONS.items())


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [
        migrations.RunSQL(MOVEMENTS, NO_MOVEMENTS),
        migrations.RunSQL(PRACTICE, NO_PRACTICE),
        migrations.RunPython(create_reasons, migrations.RunPython.noop),
    ]
