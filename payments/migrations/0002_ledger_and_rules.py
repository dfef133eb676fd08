"""The ledger's trigger, and a few rules to begin with: ordinary orders pass."""

from decimal import Decimal

from django.db import migrations

GUARD = """
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
UNGUARD = """
DROP TRIGGER payments_transaction_forward ON payments_paymenttransaction;
DROP FUNCTION payments_transaction_moves_forward();
"""
RULES = (
    ("Very high total", "amount_above", "20000", 40),
    ("High first order", "first_order_above", "5000", 25),
    ("Card from another country", "card_country_differs", "0", 30),
    ("Address check failed", "avs_failed", "0", 35),
    ("Card code failed", "cvc_failed", "0", 50),
    ("Many orders by one e-mail", "velocity_email", "20", 30),
    ("Many orders by one card", "velocity_card", "20", 30),
    ("Blocked customer", "blocked_customer", "0", 100),
)


def add_rules(apps, schema_editor):
    rule = apps.get_model("payments", "FraudRule")
    for name, kind, threshold, score in RULES:
        rule.objects.get_or_create(
            name=name, defaults={"kind": kind, "threshold": Decimal(threshold), "score": score, "is_active": True}
        )


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunPython(add_rules, migrations.RunPython.noop),
    ]
