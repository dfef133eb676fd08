"""The number series of waves, and the trigger that keeps a unit from being picked twice."""

from django.db import migrations

SERIES = "CREATE SEQUENCE number_wave_seq START 100001"

# A unit is with one picker: all live tasks of a line are in one batch and ask for no more than is unpicked.
# The line's own row is locked, so two who plan it at once take turns. A scan writes none of these columns.
GUARD = """
CREATE FUNCTION fulfillment_unit_is_in_one_batch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unpicked integer;
    asked integer;
    batches integer;
BEGIN
    SELECT quantity - canceled - picked INTO unpicked
    FROM fulfillment_fulfillmentline WHERE id = NEW.line_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(quantity), 0), count(DISTINCT batch_id) INTO asked, batches
    FROM fulfillment_picktask WHERE line_id = NEW.line_id AND state IN ('open', 'assigned', 'skipped');
    IF batches > 1 OR asked > unpicked THEN
        RAISE EXCEPTION 'units of line % would be picked twice: % asked of % in % batches',
            NEW.line_id, asked, unpicked, batches USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'task_unit_once';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER task_unit_once AFTER INSERT OR UPDATE OF batch_id, line_id ON fulfillment_picktask
    FOR EACH ROW WHEN (NEW.state IN ('open', 'assigned', 'skipped'))
    EXECUTE FUNCTION fulfillment_unit_is_in_one_batch();
"""
UNGUARD = """
DROP TRIGGER task_unit_once ON fulfillment_picktask;
DROP FUNCTION fulfillment_unit_is_in_one_batch();
"""


class Migration(migrations.Migration):
    dependencies = [("fulfillment", "0001_initial")]

    operations = [
        migrations.RunSQL(SERIES, "DROP SEQUENCE number_wave_seq"),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
