from django.db import migrations

MAILS = (
    "orders.confirmed", "orders.dispatched", "orders.delivered", "orders.canceled", "orders.promise_slipped",
    "fulfillment.ready_for_pickup", "payments.refunded", "payments.pay_link_sent", "payments.invoice_issued",
    "payments.credit_note_issued", "payments.proof_asked", "payments.transfer_awaited", "shipping.address_asked",
    "returns.approved", "returns.rejected", "returns.received", "support.feedback_asked", "orders.link_sent",
    "returns.exchange_order_placed", "returns.exchange_denied", "returns.claim_opened", "returns.claim_denied",
    "returns.claim_resolved", "notifications.phone_given",
)  # fmt: skip
TEXTS = ("shipping.out_for_delivery", "orders.delivered", "fulfillment.ready_for_pickup")


def add_templates(apps, schema_editor):
    """One row per event, medium and language, empty: the words come from the files until somebody writes others."""
    templates = apps.get_model("notifications", "Template")
    wanted = [(event, "email") for event in MAILS] + [(event, "sms") for event in TEXTS]
    templates.objects.bulk_create(
        templates(event=event, locale=locale, medium=medium) for event, medium in wanted for locale in ("en", "de")
    )


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [migrations.RunPython(add_templates, migrations.RunPython.noop)]
