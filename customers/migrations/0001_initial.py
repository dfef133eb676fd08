import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import phonenumber_field.modelfields
from decimal import Decimal
from django.db import migrations, models

from core.made_at_once import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Customer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=24, unique=True)),
                    ('external_id', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                    ('name', models.CharField(max_length=160)),
                    ('company', models.CharField(blank=True, max_length=160)),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('phone', phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, region=None)),
                    ('locale', models.CharField(default='en', max_length=10)),
                    ('vat_id', models.CharField(blank=True, max_length=20, verbose_name='VAT id')),
                    ('is_tax_exempt', models.BooleanField(default=False)),
                    ('payment_terms_days', models.PositiveSmallIntegerField(default=0)),
                    ('requires_po_number', models.BooleanField(db_default=False, help_text='Orders without one are refused.', verbose_name='needs an order number of its own')),
                    ('credit_limit', models.DecimalField(decimal_places=4, default=Decimal('0'), max_digits=19)),
                    ('is_blocked', models.BooleanField(default=False)),
                    ('blocked_reason', models.CharField(blank=True, max_length=200)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, help_text='Set by a trigger, whoever changes the row: feeds follow it.')),
                    ('erased_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(django.db.models.functions.text.Lower('email'), name='customer_email_lower'), models.Index(fields=['phone'], name='customer_phone'), models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Reverse(django.db.models.functions.comparison.Cast('phone', models.TextField())), name='text_pattern_ops'), name='customer_phone_end'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('name', 'company', config='simple'), name='customer_words'), models.Index(fields=['changed_at', 'id'], name='customer_changed')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('credit_limit__gte', 0)), name='customer_credit_not_negative', violation_error_message='The credit limit is zero or more; zero grants none.')],
                },
            ),
            migrations.CreateModel(
                name='Address',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addresses', to='customers.customer')),
                    ('name', models.CharField(max_length=160)),
                    ('company', models.CharField(blank=True, max_length=160)),
                    ('line1', models.CharField(max_length=160)),
                    ('line2', models.CharField(blank=True, max_length=160)),
                    ('city', models.CharField(max_length=80)),
                    ('region', models.CharField(blank=True, max_length=80)),
                    ('postal_code', models.CharField(blank=True, max_length=20)),
                    ('country', models.CharField(max_length=2)),
                    ('phone', models.CharField(blank=True, max_length=32)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('replaced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaces', to='customers.address')),
                ],
                options={
                    'verbose_name_plural': 'addresses',
                    'indexes': [models.Index(models.F('postal_code'), django.db.models.functions.text.Lower('line1'), name='address_place')],
                },
            ),
            migrations.CreateModel(
                name='CustomerExport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=24, unique=True)),
                    ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to='customers.customer')),
                    ('state', models.CharField(choices=[('requested', 'Being made'), ('ready', 'Ready'), ('gone', 'Erased')], default='requested', max_length=10)),
                    ('requested_by', models.CharField(max_length=64)),
                    ('requested_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                    ('expires_at', models.DateTimeField(blank=True, null=True)),
                    ('path', models.CharField(blank=True, editable=False, max_length=120)),
                    ('size', models.PositiveBigIntegerField(default=0, help_text='Bytes.')),
                    ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                    ('rows', models.PositiveIntegerField(default=0)),
                    ('step', models.PositiveSmallIntegerField(db_default=0, default=0)),
                    ('after', models.BigIntegerField(db_default=0, default=0)),
                    ('found', models.JSONField(blank=True, default=dict)),
                    ('run_no', models.PositiveIntegerField(db_default=1, default=1)),
                    ('erased_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'permissions': [('export_customer', 'Can take out all that is known of a customer')],
                    'indexes': [models.Index(condition=models.Q(('state', 'ready')), fields=['expires_at'], name='customer_export_ready')],
                },
            ),
            migrations.CreateModel(
                name='Erasure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=24, unique=True)),
                    ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='customers.customer')),
                    ('state', models.CharField(choices=[('requested', 'Waits for a second person'), ('refused', 'Refused'), ('running', 'Running'), ('done', 'Done')], default='requested', max_length=10)),
                    ('basis', models.CharField(choices=[('asked', 'The customer asked'), ('withdrawn', 'Consent was withdrawn'), ('unlawful', 'It should never have been kept'), ('old', 'No longer needed')], default='asked', max_length=10, verbose_name='why')),
                    ('note', models.TextField(blank=True, help_text='How it was asked for, and how the person was known.')),
                    ('requested_by', models.CharField(max_length=64)),
                    ('requested_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('decided_by', models.CharField(blank=True, max_length=64)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('marks', models.JSONField(blank=True, default=list)),
                    ('step', models.PositiveSmallIntegerField(db_default=0, default=0)),
                    ('after', models.BigIntegerField(db_default=0, default=0)),
                    ('pass_no', models.PositiveSmallIntegerField(db_default=1, default=1)),
                    ('pass_rows', models.PositiveIntegerField(db_default=0, default=0)),
                    ('run_no', models.PositiveIntegerField(db_default=0, default=0)),
                    ('record', models.JSONField(blank=True, default=dict)),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'permissions': [('request_erasure', 'Can ask for a customer to be erased'), ('confirm_erasure', 'Can agree to the erasing of a customer')],
                    'indexes': [models.Index(fields=['state', '-id'], name='erasure_state_id')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['requested', 'running'])), fields=('customer',), name='erasure_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('finished_at__isnull', False), ('marks', [])), _connector='OR'), name='erasure_done_forgets')],
                },
            ),
            migrations.CreateModel(
                name='ExportDownload',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('export', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='downloads', to='customers.customerexport')),
                    ('downloaded_by', models.CharField(max_length=64)),
                    ('downloaded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
            ),
            migrations.CreateModel(
                name='LegalHold',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legal_holds', to='customers.customer')),
                    ('order_id', models.BigIntegerField(blank=True, editable=False, help_text='No key: the order lives on an upper floor.', null=True)),
                    ('order_number', models.CharField(blank=True, help_text='The order it is about; empty: all.', max_length=24, verbose_name='order')),
                    ('reason', models.CharField(max_length=400)),
                    ('placed_by', models.CharField(max_length=64)),
                    ('placed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('released_by', models.CharField(blank=True, max_length=64)),
                    ('released_at', models.DateTimeField(blank=True, null=True)),
                    ('release_note', models.CharField(blank=True, max_length=400, verbose_name='why it was released')),
                ],
                options={
                    'permissions': [('place_legalhold', 'Can place a legal hold'), ('release_legalhold', 'Can release a legal hold')],
                    'indexes': [models.Index(condition=models.Q(('released_at', None)), fields=['customer'], name='legal_hold_standing')],
                },
            ),
        ]),
    ]
