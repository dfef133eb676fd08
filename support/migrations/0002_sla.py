from django.db import migrations

HOURS = [("low", 48, 168), ("normal", 24, 72), ("high", 8, 24), ("urgent", 2, 8)]


def seed_policies(apps, schema_editor):
    policy = apps.get_model("support", "SlaPolicy")
    for priority, answer_hours, resolve_hours in HOURS:
        policy.objects.get_or_create(
            priority=priority, defaults={"answer_hours": answer_hours, "resolve_hours": resolve_hours}
        )


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial")]

    operations = [migrations.RunPython(seed_policies, migrations.RunPython.noop)]
