from django.db import migrations

TITLES = ["CSR", "CSR lead", "Warehouse", "Warehouse lead", "Payments", "Returns", "Manager", "Admin"]


def create_groups(apps, schema_editor):
    """Permissions exist only after migrating; ``sync_roles`` hands them out."""
    group = apps.get_model("auth", "Group")
    for title in TITLES:
        group.objects.get_or_create(name=title)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(create_groups, migrations.RunPython.noop)]
