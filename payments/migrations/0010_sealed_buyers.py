"""One door in the papers' trigger: who bought may be sealed when the customer is erased, and nothing else changes."""

from django.db import migrations

DOOR = """
CREATE OR REPLACE FUNCTION payments_document_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'payments_document' AND TG_OP = 'UPDATE'
       AND current_setting('oms.erasing', true) = 'on'
       AND to_jsonb(NEW) - 'buyer' - 'po_number' = to_jsonb(OLD) - 'buyer' - 'po_number' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is written once and never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION payments_credit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.reason = '' AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'payments_creditentry is append-only' USING ERRCODE = 'restrict_violation';
END $$;
"""
NO_DOOR = """
CREATE OR REPLACE FUNCTION payments_document_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written once and never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION payments_credit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payments_creditentry is append-only' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0009_goodwill_by_the_day")]

    operations = [
        migrations.RunSQL(DOOR, NO_DOOR),
        migrations.AlterModelOptions(
            name="document",
            options={
                "permissions": [
                    ("print_document", "Can print an invoice or credit note"),
                    ("send_document", "Can mail an invoice or credit note again"),
                    ("open_sealed_document", "Can see who bought on a sealed invoice"),
                ],
                "verbose_name": "invoice or credit note",
                "verbose_name_plural": "invoices and credit notes",
            },
        ),
    ]
