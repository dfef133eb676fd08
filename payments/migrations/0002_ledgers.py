"""Triggers that keep the ledgers: what happened stays, outcomes move forward, the sums under way are counted."""

from django.db import migrations

LEDGER = """
CREATE FUNCTION payments_transaction_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'payments_paymenttransaction is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.payment_id, NEW.kind, NEW.amount, NEW.currency, NEW.key, NEW.parent_id, NEW.gateway, NEW.is_lapse)
       IS DISTINCT FROM
       (OLD.payment_id, OLD.kind, OLD.amount, OLD.currency, OLD.key, OLD.parent_id, OLD.gateway, OLD.is_lapse) THEN
        RAISE EXCEPTION 'amount, kind, key and parent of a transaction never change'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.outcome <> OLD.outcome AND NOT (
        (OLD.outcome = 'requested' AND NEW.outcome IN ('succeeded', 'failed', 'unknown'))
        OR (OLD.outcome = 'unknown' AND NEW.outcome IN ('succeeded', 'failed'))
    ) THEN
        RAISE EXCEPTION 'outcome % never becomes %', OLD.outcome, NEW.outcome USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_transaction_forward BEFORE UPDATE OR DELETE ON payments_paymenttransaction
    FOR EACH ROW EXECUTE FUNCTION payments_transaction_moves_forward();
"""
UNLEDGER = """
DROP TRIGGER payments_transaction_forward ON payments_paymenttransaction;
DROP FUNCTION payments_transaction_moves_forward();
"""
# What happened stays; only the reason may go, with the customer who is erased.
CREDIT = """
CREATE SEQUENCE number_credit_seq START 100001;
CREATE FUNCTION payments_credit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.reason = '' AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'payments_creditentry is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER payments_credit_entry_stays BEFORE UPDATE OR DELETE ON payments_creditentry
    FOR EACH ROW EXECUTE FUNCTION payments_credit_entry_stays();
"""
UNCREDIT = """
DROP SEQUENCE number_credit_seq;
DROP TRIGGER payments_credit_entry_stays ON payments_creditentry;
DROP FUNCTION payments_credit_entry_stays();
"""
COUNT_UNDER_WAY = """
CREATE FUNCTION payments_count_under_way() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    change numeric := CASE WHEN NEW.outcome IN ('requested', 'unknown') THEN NEW.amount ELSE 0 END;
BEGIN
    IF NEW.kind NOT IN ('capture', 'void', 'refund') THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.outcome IN ('requested', 'unknown') THEN
        change := change - OLD.amount;
    END IF;
    IF change <> 0 THEN
        UPDATE payments_payment
        SET capturing_amount = capturing_amount + CASE NEW.kind WHEN 'capture' THEN change ELSE 0 END,
            voiding_amount = voiding_amount + CASE NEW.kind WHEN 'void' THEN change ELSE 0 END,
            refunding_amount = refunding_amount + CASE NEW.kind WHEN 'refund' THEN change ELSE 0 END
        WHERE id = NEW.payment_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payments_under_way AFTER INSERT OR UPDATE OF outcome ON payments_paymenttransaction
    FOR EACH ROW EXECUTE FUNCTION payments_count_under_way();
"""
UNCOUNT = """
DROP TRIGGER payments_under_way ON payments_paymenttransaction;
DROP FUNCTION payments_count_under_way();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.RunSQL(LEDGER, UNLEDGER),
        migrations.RunSQL(CREDIT, UNCREDIT),
        migrations.RunSQL(COUNT_UNDER_WAY, UNCOUNT),
    ]
