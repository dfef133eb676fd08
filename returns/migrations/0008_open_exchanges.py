from django.db import migrations

# Orders that had exchanges open before the column was there.
COUNT = """
UPDATE orders_order o SET open_exchanges = c.open FROM (
    SELECT order_id, count(*) AS open FROM returns_exchange WHERE ended_at IS NULL GROUP BY order_id
) c WHERE c.order_id = o.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0007_practice_completion_and_archive"),
        ("returns", "0007_photos_of_whole_returns_and_tracking"),
    ]
    operations = [migrations.RunSQL(COUNT, migrations.RunSQL.noop)]
