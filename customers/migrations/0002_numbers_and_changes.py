"""Number series of privacy, and the clock that feeds follow."""

from django.db import migrations

SERIES = "CREATE SEQUENCE number_erasure_seq START 100001; CREATE SEQUENCE number_export_seq START 100001;"
NO_SERIES = "DROP SEQUENCE number_erasure_seq; DROP SEQUENCE number_export_seq;"

# By the transaction's own clock: what a feed has not seen yet is never older than what runs.
TOUCH = """
CREATE FUNCTION customers_customer_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at := now();
    RETURN NEW;
END $$;
CREATE TRIGGER customers_customer_touched BEFORE UPDATE ON customers_customer
    FOR EACH ROW EXECUTE FUNCTION customers_customer_touch();
"""
UNTOUCH = """
DROP TRIGGER customers_customer_touched ON customers_customer;
DROP FUNCTION customers_customer_touch();
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [migrations.RunSQL(SERIES, NO_SERIES), migrations.RunSQL(TOUCH, UNTOUCH)]
