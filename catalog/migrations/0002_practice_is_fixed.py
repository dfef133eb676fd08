"""Whether a channel is for practice is decided once; the database refuses to change it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION catalog_channel_practice_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% %: whether it is for practice is fixed, make another one', TG_TABLE_NAME, OLD.code
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER catalog_channel_practice_fixed BEFORE UPDATE OF is_practice ON catalog_channel
    FOR EACH ROW WHEN (OLD.is_practice IS DISTINCT FROM NEW.is_practice)
    EXECUTE FUNCTION catalog_channel_practice_is_fixed();
"""
UNGUARD = """
DROP TRIGGER catalog_channel_practice_fixed ON catalog_channel;
DROP FUNCTION catalog_channel_practice_is_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
