from django.db import migrations, models

# A line with one claim says where its units are; with several, the floor is asked again when they move.
_FILL = """
UPDATE orders_allocation a
SET released = least(a.quantity, l.released), picked = least(a.quantity, l.released, l.picked)
FROM orders_orderline l
WHERE l.id = a.line_id AND l.released > 0 AND a.quantity > 0
  AND NOT EXISTS (
    SELECT FROM orders_allocation o WHERE o.line_id = a.line_id AND o.id <> a.id AND o.quantity > 0
  )
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="allocation", name="released", field=models.IntegerField(db_default=0, default=0)
        ),
        migrations.AddField(
            model_name="allocation", name="picked", field=models.IntegerField(db_default=0, default=0)
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    picked__gte=0, picked__lte=models.F("released"), released__lte=models.F("quantity")
                ),
                name="allocation_places",
            ),
        ),
    ]
