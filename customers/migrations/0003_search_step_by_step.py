from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_privacy")]

    operations = [
        migrations.AddField("erasure", "after", models.BigIntegerField(db_default=0, default=0)),
        migrations.AddField("customerexport", "step", models.PositiveSmallIntegerField(db_default=0, default=0)),
        migrations.AddField("customerexport", "after", models.BigIntegerField(db_default=0, default=0)),
        migrations.AddField("customerexport", "found", models.JSONField(blank=True, default=dict)),
        migrations.AddField("customerexport", "run_no", models.PositiveIntegerField(db_default=1, default=1)),
    ]
