"""The tree of reasons to begin with; the office keeps it from here."""

from django.db import migrations

HEADINGS = (
    ("something_is_wrong", "Something is wrong with it", "Damit stimmt etwas nicht", 10),
    ("not_needed", "I do not need it", "Ich brauche es nicht", 20),
)
# Heading, code, in English, in German, our fault.
REASONS = (
    ("something_is_wrong", "damaged", "It arrived damaged", "Es kam beschädigt an", True),
    ("something_is_wrong", "defective", "It does not work", "Es funktioniert nicht", True),
    ("something_is_wrong", "wrong_item", "I got something else", "Ich habe etwas anderes bekommen", True),
    ("something_is_wrong", "not_as_described", "It is not as described", "Es entspricht nicht der Beschreibung", True),
    ("something_is_wrong", "arrived_late", "It came too late", "Es kam zu spät", True),
    ("not_needed", "changed_mind", "I changed my mind", "Ich habe es mir anders überlegt", False),
    ("not_needed", "other", "Another reason", "Ein anderer Grund", False),
)
# Never offered to a customer: the house gives them to parcels that come back by themselves.
OURS = (
    ("undelivered", "It could not be delivered", "Es konnte nicht zugestellt werden", 90),
    ("unannounced", "It came without being announced", "Es kam ohne Anmeldung", 95),
)


def plant_tree(apps, schema_editor):
    reason = apps.get_model("returns", "ReturnReason")
    headings = {
        code: reason.objects.create(code=code, label=label, label_de=label_de, position=position, is_heading=True)
        for code, label, label_de, position in HEADINGS
    }
    for place, (heading, code, label, label_de, is_our_fault) in enumerate(REASONS, start=1):
        reason.objects.create(
            code=code, label=label, label_de=label_de, is_our_fault=is_our_fault, position=place * 10,
            parent=headings[heading],
        )  # fmt: skip
    for code, label, label_de, position in OURS:
        reason.objects.create(code=code, label=label, label_de=label_de, position=position, is_active=False)


class Migration(migrations.Migration):
    dependencies = [("returns", "0001_initial")]

    operations = [migrations.RunPython(plant_tree, migrations.RunPython.noop)]
