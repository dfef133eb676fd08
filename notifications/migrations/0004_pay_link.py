from django.db import migrations, models


def add_template(apps, schema_editor):
    templates = apps.get_model("notifications", "Template")
    templates.objects.bulk_create(
        [templates(event="payments.pay_link_sent", locale=locale, medium="email") for locale in ("en", "de")],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_ready_for_pickup")]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='event',
            field=models.CharField(choices=[('orders.confirmed', 'Order confirmed'), ('orders.dispatched', 'Parcel on its way'), ('orders.delivered', 'Parcel delivered'), ('orders.canceled', 'Order canceled'), ('orders.promise_slipped', 'Delivery will be later'), ('fulfillment.ready_for_pickup', 'Ready for pickup'), ('payments.refunded', 'Money returned'), ('payments.pay_link_sent', 'Please pay')], max_length=40),
        ),
        migrations.AlterField(
            model_name='template',
            name='event',
            field=models.CharField(choices=[('orders.confirmed', 'Order confirmed'), ('orders.dispatched', 'Parcel on its way'), ('orders.delivered', 'Parcel delivered'), ('orders.canceled', 'Order canceled'), ('orders.promise_slipped', 'Delivery will be later'), ('fulfillment.ready_for_pickup', 'Ready for pickup'), ('payments.refunded', 'Money returned'), ('payments.pay_link_sent', 'Please pay')], max_length=40),
        ),
        migrations.RunPython(add_template, migrations.RunPython.noop),
    ]
