"""Movements are what happened: a trigger refuses to change or delete them. And reasons to adjust, to begin with."""

from django.db import migrations

GUARD = """
CREATE FUNCTION inventory_movement_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'inventory_stockmovement is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER inventory_movement_append_only BEFORE UPDATE OR DELETE ON inventory_stockmovement
    FOR EACH ROW EXECUTE FUNCTION inventory_movement_is_append_only();
"""
UNGUARD = """
DROP TRIGGER inventory_movement_append_only ON inventory_stockmovement;
DROP FUNCTION inventory_movement_is_append_only();
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
    for code, label in REASONS.items():
        reason.objects.get_or_create(code=code, defaults={"label": label})


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunPython(create_reasons, migrations.RunPython.noop),
    ]
