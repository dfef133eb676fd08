"""Triggers that keep invoices and credit notes as they were written."""

from django.db import migrations

GUARD = """
-- The one door: who bought is sealed when the customer is erased, and nothing else changes.
CREATE FUNCTION payments_document_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'payments_document' AND TG_OP = 'UPDATE'
       AND current_setting('oms.erasing', true) = 'on'
       AND to_jsonb(NEW) - 'buyer' - 'po_number' = to_jsonb(OLD) - 'buyer' - 'po_number' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is written once and never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER payments_document_kept BEFORE UPDATE OR DELETE ON payments_document
    FOR EACH ROW EXECUTE FUNCTION payments_document_is_kept();
CREATE TRIGGER payments_documentline_kept BEFORE UPDATE OR DELETE ON payments_documentline
    FOR EACH ROW EXECUTE FUNCTION payments_document_is_kept();
CREATE TRIGGER payments_documenttax_kept BEFORE UPDATE OR DELETE ON payments_documenttax
    FOR EACH ROW EXECUTE FUNCTION payments_document_is_kept();
CREATE TRIGGER payments_documentcopy_kept BEFORE UPDATE OR DELETE ON payments_documentcopy
    FOR EACH ROW EXECUTE FUNCTION payments_document_is_kept();

-- now() is the start of the transaction: only the one that wrote the document may give it lines.
CREATE FUNCTION payments_document_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM payments_document WHERE id = NEW.document_id AND issued_at <> now()) THEN
        RAISE EXCEPTION 'document % is issued and takes no more lines', NEW.document_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_documentline_closed BEFORE INSERT ON payments_documentline
    FOR EACH ROW EXECUTE FUNCTION payments_document_is_closed();
CREATE TRIGGER payments_documenttax_closed BEFORE INSERT ON payments_documenttax
    FOR EACH ROW EXECUTE FUNCTION payments_document_is_closed();

-- Whoever writes credit notes of an order holds the order's lock, so the sum cannot change meanwhile.
CREATE FUNCTION payments_credit_note_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free numeric;
BEGIN
    IF NEW.invoice_id IS NOT NULL THEN
        SELECT i.total - coalesce((SELECT sum(total) FROM payments_document WHERE invoice_id = i.id), 0) INTO free
        FROM payments_document i
        WHERE i.id = NEW.invoice_id AND i.kind = 'invoice' AND i.order_id = NEW.order_id;
        IF free IS NULL OR NEW.total > free THEN
            RAISE EXCEPTION 'a credit note takes back no more than is left of an invoice of its order'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_credit_note_fits BEFORE INSERT ON payments_document
    FOR EACH ROW EXECUTE FUNCTION payments_credit_note_fits();
"""
UNGUARD = """
DROP TRIGGER payments_credit_note_fits ON payments_document;
DROP TRIGGER payments_documenttax_closed ON payments_documenttax;
DROP TRIGGER payments_documentline_closed ON payments_documentline;
DROP TRIGGER payments_documentcopy_kept ON payments_documentcopy;
DROP TRIGGER payments_documenttax_kept ON payments_documenttax;
DROP TRIGGER payments_documentline_kept ON payments_documentline;
DROP TRIGGER payments_document_kept ON payments_document;
DROP FUNCTION payments_credit_note_fits();
DROP FUNCTION payments_document_is_closed();
DROP FUNCTION payments_document_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_ledgers")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
