"""Movements are what happened: a trigger refuses to change or delete them."""

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


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
