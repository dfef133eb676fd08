import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("support", "0004_feedback_changed_and_asked")]

    operations = [
        migrations.AddField(
            model_name="casemessage",
            name="said_in",
            field=models.ForeignKey(
                blank=True,
                help_text="The case it was said in, where that was merged into this one.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="support.case",
            ),
        ),
    ]
