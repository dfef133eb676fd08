"""Order lines learn what their returns credited so far."""

from django.db import migrations

# Of the tax, the share that the credited amount has of the line.
CREDIT = """
UPDATE orders_orderline ol
SET credited_units = r.units, credited_amount = r.amount,
    credited_tax_amount = CASE WHEN ol.amount > 0
        THEN least(r.amount, round(ol.tax_amount * r.units / nullif(ol.ordered, 0), 2)) ELSE 0 END
FROM (
    SELECT order_line_id, sum(quantity) AS units, sum(refunded_amount) AS amount
    FROM returns_returnline WHERE refunded_amount IS NOT NULL GROUP BY order_line_id
) r WHERE r.order_line_id = ol.id;
"""


class Migration(migrations.Migration):
    dependencies = [("returns", "0002_reasons"), ("orders", "0015_line_credits")]

    operations = [migrations.RunSQL(CREDIT, migrations.RunSQL.noop)]
