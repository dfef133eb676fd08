"""Whether a warehouse is for practice is decided once; the database refuses to change it."""

from django.db import migrations, models

GUARD = """
CREATE FUNCTION inventory_warehouse_practice_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% %: whether it is for practice is fixed, make another one', TG_TABLE_NAME, OLD.code
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER inventory_warehouse_practice_fixed BEFORE UPDATE OF is_practice ON inventory_warehouse
    FOR EACH ROW WHEN (OLD.is_practice IS DISTINCT FROM NEW.is_practice)
    EXECUTE FUNCTION inventory_warehouse_practice_is_fixed();
"""
UNGUARD = """
DROP TRIGGER inventory_warehouse_practice_fixed ON inventory_warehouse;
DROP FUNCTION inventory_warehouse_practice_is_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0004_method_cutoffs")]

    operations = [
        migrations.RenameField("warehouse", "is_training", "is_practice"),
        migrations.AlterField(
            "warehouse", "is_practice", models.BooleanField("for practice", default=False, help_text='Its stock serves practice channels alone, its parcels go to the carrier simulator. Fixed once the warehouse is made.'),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
