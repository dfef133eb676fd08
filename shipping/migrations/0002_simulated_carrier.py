from django.db import migrations


def add_simulated_carrier(apps, schema_editor):
    accounts = apps.get_model("shipping", "CarrierAccount")
    accounts.objects.get_or_create(
        code="simcarrier",
        defaults={"name": "Sim Carrier", "carrier": "simcarrier", "priority": 10},
    )


class Migration(migrations.Migration):
    dependencies = [("shipping", "0001_initial")]

    operations = [migrations.RunPython(add_simulated_carrier, migrations.RunPython.noop)]
