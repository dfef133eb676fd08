from django.db import migrations

# Orders that had refunds or tasks of the money inbox open before the column was there.
COUNT = """
UPDATE orders_order o SET open_money = c.open FROM (
    SELECT order_id, count(*) AS open FROM (
        SELECT order_id FROM payments_refund WHERE state IN ('granted', 'approved', 'failed')
        UNION ALL SELECT order_id FROM payments_moneytask WHERE closed_at IS NULL AND order_id IS NOT NULL
    ) waiting GROUP BY order_id
) c WHERE c.order_id = o.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0007_practice_completion_and_archive"),
        ("payments", "0012_refunds_by_day"),
    ]
    operations = [migrations.RunSQL(COUNT, migrations.RunSQL.noop)]
