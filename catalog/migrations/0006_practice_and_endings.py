"""When a channel's orders are over. Whether it is for practice is decided once: the database refuses to change it."""

import django.core.validators
from django.db import migrations, models

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
    dependencies = [("catalog", "0005_feedback_times")]

    operations = [
        migrations.RenameField("channel", "is_training", "is_practice"),
        migrations.AlterField(
            "channel", "is_practice", models.BooleanField("for practice", default=False, help_text='Orders are for training: served from practice warehouses, paid and carried by simulators, and in no report. Fixed once the channel is made.'),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.AddField(
            model_name='channel',
            name='archive_after_days',
            field=models.PositiveSmallIntegerField(blank=True, db_default=180, default=180, help_text='Orders over for so many days leave the lists; search, API and exports still find them. Empty: never.', null=True, validators=[django.core.validators.MinValueValidator(1)]),
        ),
        migrations.AddField(
            model_name='channel',
            name='delivered_after_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='An order without news of delivery counts as delivered so many days after its last parcel left, for completion alone. Empty: never.', null=True, validators=[django.core.validators.MinValueValidator(1)]),
        ),
        migrations.AddField(
            model_name='channel',
            name='reopen_wait_days',
            field=models.PositiveSmallIntegerField(db_default=3, default=3, help_text='A reopened order completes by itself so many days later at the earliest.', validators=[django.core.validators.MinValueValidator(1)]),
        ),
        migrations.AddField(
            model_name='channel',
            name='timeline_after_days',
            field=models.PositiveSmallIntegerField(blank=True, db_default=365, default=365, help_text='The timeline of an archived order is packed so many days after the last thing happened to it; its page shows the same. Empty: never.', null=True, validators=[django.core.validators.MinValueValidator(90)]),
        ),
        migrations.AlterField(
            model_name='channel',
            name='complete_wait_days',
            field=models.PositiveSmallIntegerField(default=0, help_text='Days after delivery before an order may complete: the time to send back.'),
        ),
    ]
