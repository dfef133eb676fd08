from django.db import migrations

REASONS = [
    ("damaged", "It arrived damaged", "Es kam beschädigt an", True),
    ("defective", "It does not work", "Es funktioniert nicht", True),
    ("wrong_item", "I got something else", "Ich habe etwas anderes bekommen", True),
    ("not_as_described", "It is not as described", "Es entspricht nicht der Beschreibung", True),
    ("arrived_late", "It came too late", "Es kam zu spät", True),
    ("changed_mind", "I changed my mind", "Ich habe es mir anders überlegt", False),
    ("other", "Another reason", "Ein anderer Grund", False),
]


def seed_reasons(apps, schema_editor):
    reason = apps.get_model("returns", "ReturnReason")
    for position, (code, label, label_de, is_our_fault) in enumerate(REASONS, start=1):
        reason.objects.get_or_create(
            code=code,
            defaults={
                "label": label, "label_de": label_de, "is_our_fault": is_our_fault, "position": position * 10,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("returns", "0001_initial")]

    operations = [migrations.RunPython(seed_reasons, migrations.RunPython.noop)]
