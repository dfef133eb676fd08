import core.fsm
import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from core.made_at_once import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('catalog', '0001_initial'),
        ('inventory', '0001_initial'),
        ('orders', '0001_initial'),
        ('shipping', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='DailyParcels',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inventory.warehouse')),
                    ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='shipping.carrieraccount')),
                    ('service', models.CharField(blank=True, max_length=64)),
                    ('currency', models.CharField(blank=True, help_text='Of what the labels cost.', max_length=3)),
                    ('parcels', models.PositiveIntegerField(default=0)),
                    ('units', models.BigIntegerField(default=0)),
                    ('label_cost', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('computed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'verbose_name_plural': 'daily parcels',
                    'indexes': [models.Index(fields=['day'], name='daily_parcels_day')],
                    'constraints': [models.UniqueConstraint(fields=('warehouse', 'day', 'account', 'service', 'currency'), name='daily_parcels_unique', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='DailyReversals',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.channel')),
                    ('currency', models.CharField(max_length=3)),
                    ('country', models.CharField(blank=True, max_length=2)),
                    ('canceled_orders', models.PositiveIntegerField(default=0)),
                    ('canceled_units', models.BigIntegerField(default=0)),
                    ('canceled_value', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('refunds', models.PositiveIntegerField(default=0)),
                    ('refunded', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('computed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'verbose_name_plural': 'daily reversals',
                    'indexes': [models.Index(fields=['day'], name='daily_reversals_day')],
                    'constraints': [models.UniqueConstraint(fields=('channel', 'day', 'currency', 'country'), name='daily_reversals_unique')],
                },
            ),
            migrations.CreateModel(
                name='DailySales',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.channel')),
                    ('currency', models.CharField(max_length=3)),
                    ('country', models.CharField(blank=True, help_text='Where it is sent; empty: nowhere.', max_length=2)),
                    ('orders', models.PositiveIntegerField(default=0)),
                    ('historical_orders', models.PositiveIntegerField(default=0, help_text='Of them, taken over from another system.')),
                    ('lost_orders', models.PositiveIntegerField(default=0, help_text='Of them, canceled or expired by now.')),
                    ('units', models.BigIntegerField(default=0)),
                    ('gross', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('discounts', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('shipping', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('charges', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('tax', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('net', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('total', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('kept_total', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('computed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'verbose_name_plural': 'daily sales',
                    'permissions': [('view_reports', 'Can read the reports'), ('view_margin', 'Can read costs and margins')],
                    'indexes': [models.Index(fields=['day'], name='daily_sales_day')],
                    'constraints': [models.UniqueConstraint(fields=('channel', 'day', 'currency', 'country'), name='daily_sales_unique')],
                },
            ),
            migrations.CreateModel(
                name='DailySku',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.channel')),
                    ('currency', models.CharField(max_length=3)),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.sku', verbose_name='SKU')),
                    ('orders', models.PositiveIntegerField(default=0)),
                    ('units', models.BigIntegerField(default=0)),
                    ('gross', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('discounts', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('tax', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('net', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('kept_units', models.BigIntegerField(default=0)),
                    ('kept_net', models.DecimalField(decimal_places=4, default=0, max_digits=21)),
                    ('computed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'verbose_name': 'daily sales of a SKU',
                    'verbose_name_plural': 'daily sales of SKUs',
                    'indexes': [models.Index(fields=['day'], name='daily_sku_day'), models.Index(fields=['sku', 'day'], name='daily_sku_sku_day')],
                    'constraints': [models.UniqueConstraint(fields=('channel', 'day', 'currency', 'sku'), name='daily_sku_unique')],
                },
            ),
            migrations.CreateModel(
                name='ExchangeRate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(verbose_name='day')),
                    ('base', models.CharField(help_text='ISO 4217, such as USD.', max_length=3)),
                    ('quote', models.CharField(help_text='ISO 4217, such as EUR.', max_length=3)),
                    ('rate', models.DecimalField(decimal_places=10, help_text='Units of the second currency for one of the first.', max_digits=20)),
                    ('source', models.CharField(help_text='Who published it, such as “ECB reference rates”.', max_length=80)),
                    ('entered_by', models.CharField(blank=True, editable=False, max_length=64)),
                    ('entered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('base', 'quote', 'on'), name='exchange_rate_unique'), models.CheckConstraint(condition=models.Q(('rate__gt', 0)), name='exchange_rate_positive', violation_error_message='The rate must be above zero.'), models.CheckConstraint(condition=models.Q(('base', models.F('quote')), _negated=True), name='exchange_rate_of_two', violation_error_message='“Base” and “quote” must be two different currencies.')],
                },
            ),
            migrations.CreateModel(
                name='JournalAccount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('bank', 'Bank'), ('tender', 'Tenders on their way to the bank'), ('receivables', 'Receivables'), ('prepayments', "Customers' prepayments (deferred)"), ('elsewhere', 'Orders that another system invoices'), ('store_credit', 'Store credit owed'), ('gift_card', 'Gift cards owed'), ('credit_given', 'Credit given away'), ('breakage', 'Credit that expired'), ('sales', 'Sales, net'), ('shipping', 'Shipping and other charges, net'), ('discounts', 'Discounts, net'), ('allowances', 'Returns and allowances, net'), ('tax', 'Output tax'), ('fees', 'Gateway fees'), ('chargebacks', 'Chargebacks'), ('inventory', 'Stock'), ('goods_received', 'Goods received, not invoiced'), ('cogs', 'Cost of goods sold'), ('stock_differences', 'Stock differences'), ('scrapped', 'Stock scrapped'), ('in_transit', 'Stock between warehouses'), ('revaluation', 'Stock revaluation'), ('opening', 'Opening balances')], max_length=20)),
                    ('detail', models.CharField(blank=True, help_text='Of tenders the gateway (“stripe”), gateway and method (“stripe/card”) or the method (“bank_transfer”); of sales, discounts and tax the rate (“20”). Empty: all without a line of their own.', max_length=40)),
                    ('code', models.CharField(help_text='As accounting calls it. Holds for days closed from now on.', max_length=20)),
                    ('name', models.CharField(max_length=80)),
                ],
                options={
                    'verbose_name': 'journal account',
                    'ordering': ['code', 'kind', 'detail'],
                    'constraints': [models.UniqueConstraint(fields=('kind', 'detail'), name='journal_account_once')],
                },
            ),
            migrations.CreateModel(
                name='JournalDay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(unique=True)),
                    ('is_opening', models.BooleanField(default=False)),
                    ('closed_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow())),
                    ('closed_by', models.CharField(max_length=64)),
                    ('lines_total', models.PositiveIntegerField(verbose_name='lines')),
                    ('uncosted_movements', models.PositiveIntegerField(default=0, help_text="Movements of stock that wait for their SKU's unit cost; booked on the day it is known.")),
                    ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the file')),
                ],
                options={
                    'ordering': ['-day'],
                    'permissions': [('close_journal', 'Can open the journal and close its days'), ('export_journal', 'Can download the journal')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('is_opening', True)), fields=('is_opening',), name='journal_opens_once')],
                },
            ),
            migrations.CreateModel(
                name='JournalLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='reports.journalday')),
                    ('channel', models.CharField(blank=True, help_text='Code of the channel; empty for the whole house.', max_length=32)),
                    ('currency', models.CharField(blank=True, max_length=3)),
                    ('account', models.CharField(choices=[('bank', 'Bank'), ('tender', 'Tenders on their way to the bank'), ('receivables', 'Receivables'), ('prepayments', "Customers' prepayments (deferred)"), ('elsewhere', 'Orders that another system invoices'), ('store_credit', 'Store credit owed'), ('gift_card', 'Gift cards owed'), ('credit_given', 'Credit given away'), ('breakage', 'Credit that expired'), ('sales', 'Sales, net'), ('shipping', 'Shipping and other charges, net'), ('discounts', 'Discounts, net'), ('allowances', 'Returns and allowances, net'), ('tax', 'Output tax'), ('fees', 'Gateway fees'), ('chargebacks', 'Chargebacks'), ('inventory', 'Stock'), ('goods_received', 'Goods received, not invoiced'), ('cogs', 'Cost of goods sold'), ('stock_differences', 'Stock differences'), ('scrapped', 'Stock scrapped'), ('in_transit', 'Stock between warehouses'), ('revaluation', 'Stock revaluation'), ('opening', 'Opening balances')], max_length=20)),
                    ('detail', models.CharField(blank=True, max_length=40)),
                    ('code', models.CharField(max_length=20, verbose_name='account code')),
                    ('name', models.CharField(max_length=80, verbose_name='account name')),
                    ('tax_percent', models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True)),
                    ('amount', models.DecimalField(decimal_places=4, max_digits=19)),
                    ('source_kind', models.CharField(choices=[('transaction', 'Payment transaction'), ('document', 'Invoice or credit note'), ('credit', 'Credit entry'), ('payout', 'Payout line'), ('movement', 'Stock movement'), ('revaluation', 'Unit cost changed'), ('opening_order', 'Opening: order'), ('opening_credit', 'Opening: credit account'), ('opening_stock', 'Opening: SKU')], max_length=16, verbose_name='written for')),
                    ('source_id', models.BigIntegerField()),
                    ('entry', models.PositiveSmallIntegerField()),
                    ('reference', models.CharField(blank=True, max_length=64)),
                    ('order_id', models.BigIntegerField(blank=True, null=True)),
                    ('order_number', models.CharField(blank=True, max_length=24)),
                    ('sku_id', models.BigIntegerField(blank=True, null=True)),
                    ('quantity', models.IntegerField(db_default=0, default=0, help_text='Units of stock that the value is of.')),
                    ('booked_at', models.DateTimeField(help_text='When it happened; the day is the first that was open then.')),
                ],
                options={
                    'ordering': ['id'],
                    'indexes': [models.Index(fields=['day', 'account', 'id'], name='journal_line_day'), models.Index(condition=models.Q(('account__in', ['prepayments', 'receivables', 'elsewhere'])), fields=['order_id'], name='journal_line_order'), models.Index(condition=models.Q(('account', 'inventory')), fields=['sku_id'], name='journal_line_sku')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('source_kind', 'revaluation'), _negated=True), fields=('source_kind', 'source_id', 'entry'), name='journal_source_once')],
                },
            ),
            migrations.CreateModel(
                name='Subscription',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='list_subscriptions', to=settings.AUTH_USER_MODEL)),
                    ('view', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='orders.savedview')),
                    ('rhythm', models.CharField(choices=[('daily', 'Every day'), ('weekly', 'Every week'), ('monthly', 'Every month')], default='daily', max_length=8)),
                    ('hour', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MaxValueValidator(23)])),
                    ('weekday', models.PositiveSmallIntegerField(default=0, help_text='0 is Monday; for every week.', validators=[django.core.validators.MaxValueValidator(6)])),
                    ('day', models.PositiveSmallIntegerField(default=1, help_text='For every month; the last one where it is shorter.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(31)], verbose_name='day of the month')),
                    ('next_at', models.DateTimeField(blank=True, null=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='subscription_due')],
                    'constraints': [models.UniqueConstraint(fields=('user', 'view'), name='subscription_once'), models.CheckConstraint(condition=models.Q(('day__gte', 1), ('day__lte', 31), ('hour__lte', 23), ('weekday__lte', 6)), name='subscription_clock')],
                },
            ),
            migrations.CreateModel(
                name='Export',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=24, unique=True)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='list_exports', to=settings.AUTH_USER_MODEL)),
                    ('role', models.ForeignKey(blank=True, help_text='Who holds this role may take the file out, too.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='auth.group')),
                    ('subscription', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='exports', to='reports.subscription')),
                    ('list_name', models.CharField(help_text='The list, as app.model.', max_length=80)),
                    ('title', models.CharField(max_length=80)),
                    ('query', models.CharField(blank=True, help_text="Filters and search, as in the list's address.", max_length=500)),
                    ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                    ('left_out', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                    ('is_personal', models.BooleanField(default=False, help_text='It has columns with personal data.')),
                    ('format', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'XLSX')], default='csv', max_length=4)),
                    ('state', core.fsm.StateField(choices=[('requested', 'Waiting'), ('running', 'Being written'), ('ready', 'Ready'), ('direct', 'Downloaded at once'), ('failed', 'Failed'), ('canceled', 'Canceled'), ('gone', 'File removed')], default='requested', max_length=24, protected=True)),
                    ('message', models.CharField(blank=True, help_text='Why there is no file.', max_length=400)),
                    ('first_key', models.BigIntegerField(blank=True, null=True)),
                    ('last_key', models.BigIntegerField(blank=True, null=True)),
                    ('checkpoint', models.BigIntegerField(blank=True, null=True)),
                    ('run_no', models.PositiveIntegerField(default=0, help_text='Counts the hands that worked on it.')),
                    ('parts', models.JSONField(blank=True, default=list)),
                    ('rows', models.BigIntegerField(default=0)),
                    ('size', models.BigIntegerField(default=0, help_text='Bytes.')),
                    ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                    ('path', models.CharField(blank=True, max_length=120)),
                    ('requested_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('started_at', models.DateTimeField(blank=True, null=True)),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                    ('expires_at', models.DateTimeField(blank=True, null=True)),
                    ('downloads', models.PositiveIntegerField(default=0)),
                    ('last_downloaded_at', models.DateTimeField(blank=True, null=True)),
                    ('last_downloaded_by', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'permissions': [('export_personal_data', 'Can export columns with personal data')],
                    'indexes': [models.Index(fields=['owner', '-id'], name='export_owner'), models.Index(condition=models.Q(('state', 'ready')), fields=['expires_at'], name='export_expiry')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(('expires_at__isnull', False), models.Q(('path', ''), _negated=True), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='export_ready_is_whole')],
                },
            ),
            migrations.CreateModel(
                name='SubscriptionRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='reports.subscription')),
                    ('period', models.DateField(help_text="The day in the person's zone that it was due on.")),
                    ('export', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='subscription_run', to='reports.export')),
                    ('outcome', models.CharField(choices=[('exported', 'Exported'), ('skipped', 'Skipped')], max_length=8)),
                    ('reason', models.CharField(blank=True, max_length=400)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('subscription', 'period'), name='subscription_period_once')],
                },
            ),
            migrations.CreateModel(
                name='SummaryDay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('sales', 'Sales by channel, currency and country'), ('skus', 'Sales by SKU'), ('reversals', 'Cancellations and refunds'), ('parcels', 'Parcels by warehouse and carrier')], max_length=10)),
                    ('scope_id', models.BigIntegerField(help_text='The channel; of parcels the warehouse.')),
                    ('day', models.DateField(help_text='In the time zone of the channel or warehouse.')),
                    ('changed_at', models.DateTimeField(help_text='When something of the day was last seen to have changed.')),
                    ('computed_at', models.DateTimeField(blank=True, null=True)),
                    ('event_id', models.BigIntegerField(default=0, help_text='The latest event when it was worked out.')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('computed_at', None), ('computed_at__lt', models.F('changed_at')), _connector='OR'), fields=['-day'], name='summary_day_stale')],
                    'constraints': [models.UniqueConstraint(fields=('kind', 'scope_id', 'day'), name='summary_day_unique')],
                },
            ),
            migrations.CreateModel(
                name='SummaryRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('started_at', models.DateTimeField()),
                    ('event_id', models.BigIntegerField(default=0, help_text='Every event up to it is looked at.')),
                    ('days_marked', models.PositiveIntegerField(default=0)),
                    ('days_computed', models.PositiveIntegerField(default=0)),
                    ('finished_at', models.DateTimeField(blank=True, help_text='When no changed day was left.', null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['-started_at'], name='summary_run_latest')],
                },
            ),
        ]),
    ]
