from django.db import migrations

EVENTS = (
    "orders.confirmed", "orders.dispatched", "orders.delivered", "orders.canceled", "orders.promise_slipped",
    "fulfillment.ready_for_pickup", "payments.refunded", "payments.pay_link_sent", "payments.invoice_issued",
    "payments.credit_note_issued", "payments.proof_asked",
)  # fmt: skip


def add_templates(apps, schema_editor):
    """One row per event and language, empty: the words come from the files until somebody writes others."""
    templates = apps.get_model("notifications", "Template")
    templates.objects.bulk_create(
        [templates(event=event, locale=locale, medium="email") for event in EVENTS for locale in ("en", "de")],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [migrations.RunPython(add_templates, migrations.RunPython.noop)]
