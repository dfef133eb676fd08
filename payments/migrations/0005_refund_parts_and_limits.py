"""What refunds are for, limits per currency, and sums under way that the database itself counts and bounds."""

from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

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
UPDATE payments_payment p SET capturing_amount = t.capturing, voiding_amount = t.voiding, refunding_amount = t.refunding
FROM (
    SELECT payment_id,
           coalesce(sum(amount) FILTER (WHERE kind = 'capture'), 0) AS capturing,
           coalesce(sum(amount) FILTER (WHERE kind = 'void'), 0) AS voiding,
           coalesce(sum(amount) FILTER (WHERE kind = 'refund'), 0) AS refunding
    FROM payments_paymenttransaction WHERE outcome IN ('requested', 'unknown') GROUP BY payment_id
) t WHERE t.payment_id = p.id;
"""
UNCOUNT = """
DROP TRIGGER payments_under_way ON payments_paymenttransaction;
DROP FUNCTION payments_count_under_way();
"""
# A refund from before said nothing of what it was for: the system's own gave back what was paid too much.
SAY_WHAT_FOR = """
UPDATE payments_refund SET granted_person = granted_by, approved_person = approved_by;
INSERT INTO payments_refundline (refund_id, kind, units, amount, tax_amount)
SELECT id, CASE granted_by WHEN 'system' THEN 'excess' ELSE 'goodwill' END, 0, amount, 0 FROM payments_refund;
"""
# About the same worth in each currency, to begin with; the office changes them.
APPROVAL = {
    "EUR": 100, "USD": 100, "GBP": 100, "CHF": 100, "CAD": 150, "AUD": 150, "SEK": 1000, "PLN": 400, "JPY": 15000,
    "KWD": 30,
}
GOODWILL = {"CSR": Decimal("0.5"), "Returns": Decimal("0.5"), "CSR lead": Decimal("2.5")}


def set_limits(apps, schema_editor):
    approval, goodwill = apps.get_model("payments", "ApprovalLimit"), apps.get_model("payments", "GoodwillLimit")
    groups = apps.get_model("auth", "Group").objects.filter(name__in=GOODWILL)
    for currency, amount in APPROVAL.items():
        approval.objects.get_or_create(currency=currency, channel=None, defaults={"amount": amount})
        for group in groups:
            worth = GOODWILL[group.name] * amount
            goodwill.objects.get_or_create(
                group=group, currency=currency, channel=None, defaults={"amount": worth}
            )


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('catalog', '0003_kit_components'),
        ('accounts', '0002_roles'),
        ('orders', '0015_line_credits'),
        ("payments", "0004_credit_ledger"),
    ]

    operations = [
        migrations.CreateModel(
            name='ApprovalLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3)),
                ('amount', models.DecimalField(decimal_places=4, help_text='In the currency; 0: always a second person.', max_digits=19, verbose_name='second person above')),
            ],
        ),
        migrations.CreateModel(
            name='GoodwillLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3)),
                ('amount', models.DecimalField(decimal_places=4, help_text='In the currency, for one order.', max_digits=19)),
            ],
        ),
        migrations.CreateModel(
            name='RefundLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('units', 'Goods'), ('charge', 'Shipping and other charges'), ('goodwill', 'Goodwill'), ('excess', 'Paid above what the order costs')], max_length=10)),
                ('units', models.PositiveIntegerField(default=0)),
                ('amount', models.DecimalField(decimal_places=4, max_digits=19)),
                ('tax_amount', models.DecimalField(decimal_places=4, default=0, max_digits=19)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='payment',
            name='capturing_amount',
            field=models.DecimalField(db_default=0, decimal_places=4, default=0, editable=False, max_digits=19),
        ),
        migrations.AddField(
            model_name='payment',
            name='refunding_amount',
            field=models.DecimalField(db_default=0, decimal_places=4, default=0, editable=False, max_digits=19),
        ),
        migrations.AddField(
            model_name='payment',
            name='voiding_amount',
            field=models.DecimalField(db_default=0, decimal_places=4, default=0, editable=False, max_digits=19),
        ),
        migrations.AddField(
            model_name='refund',
            name='approved_person',
            field=models.CharField(blank=True, db_default='', max_length=64),
        ),
        migrations.AddField(
            model_name='refund',
            name='granted_person',
            field=models.CharField(blank=True, db_default='', help_text='Who stands behind it: of an API key, who made the key.', max_length=64),
        ),
        migrations.RunSQL(COUNT_UNDER_WAY, UNCOUNT),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('captured_amount__lte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('authorized_amount'), '-', models.F('voided_amount')), '-', models.F('capturing_amount')), '-', models.F('voiding_amount')))), name='payment_capturing_is_authorized'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('refunded_amount__lte', django.db.models.expressions.CombinedExpression(models.F('captured_amount'), '-', models.F('refunding_amount')))), name='payment_refunding_is_captured'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('capturing_amount__gte', 0), ('refunding_amount__gte', 0), ('voiding_amount__gte', 0)), name='payment_under_way_not_negative'),
        ),
        migrations.AddField(
            model_name='approvallimit',
            name='channel',
            field=models.ForeignKey(blank=True, help_text='Empty: every channel without a line of its own.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.channel'),
        ),
        migrations.AddField(
            model_name='goodwilllimit',
            name='channel',
            field=models.ForeignKey(blank=True, help_text='Empty: every channel without a line of its own.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.channel'),
        ),
        migrations.AddField(
            model_name='goodwilllimit',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='auth.group', verbose_name='role'),
        ),
        migrations.AddField(
            model_name='refundline',
            name='charge',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refund_lines', to='orders.ordercharge'),
        ),
        migrations.AddField(
            model_name='refundline',
            name='order_line',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refund_lines', to='orders.orderline'),
        ),
        migrations.AddField(
            model_name='refundline',
            name='refund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='payments.refund'),
        ),
        migrations.AddConstraint(
            model_name='approvallimit',
            constraint=models.UniqueConstraint(fields=('channel', 'currency'), name='approval_limit_unique', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='approvallimit',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='approval_limit_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='goodwilllimit',
            constraint=models.UniqueConstraint(fields=('group', 'channel', 'currency'), name='goodwill_limit_unique', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='goodwilllimit',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='goodwill_limit_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='refundline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('tax_amount__gte', 0), ('tax_amount__lte', models.F('amount'))), name='refund_line_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='refundline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('charge', None), ('kind', 'units'), ('order_line__isnull', False), ('units__gt', 0)), models.Q(('charge__isnull', False), ('kind', 'charge'), ('order_line', None), ('units', 0)), models.Q(('charge', None), ('kind__in', ['goodwill', 'excess']), ('order_line', None), ('units', 0)), _connector='OR'), name='refund_line_says_what_for'),
        ),
        migrations.RunSQL(SAY_WHAT_FOR, migrations.RunSQL.noop),
        migrations.RunPython(set_limits, migrations.RunPython.noop),
    ]
