import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
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
                name='Channel',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=32, unique=True)),
                    ('name', models.CharField(max_length=80)),
                    ('currency', models.CharField(max_length=3)),
                    ('country', models.CharField(help_text='ISO 3166 code of the seller, for domestic rules and tax.', max_length=2)),
                    ('locale', models.CharField(default='en', max_length=10)),
                    ('time_zone', models.CharField(default='UTC', max_length=64)),
                    ('prices_include_tax', models.BooleanField(default=False)),
                    ('reverse_charge', models.BooleanField(db_default=True, default=True, help_text='A business with a VAT id of another EU country pays no tax to a seller in the EU.')),
                    ('max_override_percent', models.DecimalField(blank=True, decimal_places=2, help_text="How far a price set by hand may be from the list's, up or down. Empty: any price.", max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                    ('number_prefix', models.CharField(default='O', max_length=6)),
                    ('ship_policy', models.CharField(choices=[('ship_complete', 'Ship complete'), ('as_available', 'Ship as available'), ('max_splits', 'At most n parcels')], default='as_available', max_length=16)),
                    ('max_splits', models.PositiveSmallIntegerField(default=3)),
                    ('stock_policy', models.CharField(choices=[('backorder', 'Backorder what is missing'), ('refuse', 'Refuse an order that cannot be covered')], default='backorder', max_length=12)),
                    ('capture_policy', models.CharField(choices=[('on_shipment', 'Capture per parcel on shipment'), ('on_confirm', 'Capture on confirmation'), ('delayed', 'Authorize once the goods are there, capture per parcel')], default='on_shipment', max_length=12)),
                    ('expiry_policy', models.CharField(choices=[('reauthorize', 'Authorize again when it runs out'), ('capture', 'Capture before it runs out'), ('release', 'Let it go, and authorize once the goods are there'), ('hold', 'Hold the order for a person')], db_default='reauthorize', default='reauthorize', help_text='For reserved money that runs out before the goods can leave. Many card schemes forbid capturing before shipment.', max_length=12)),
                    ('expiry_notice_hours', models.PositiveSmallIntegerField(db_default=24, default=24, help_text='So long before reserved money runs out the policy is applied.')),
                    ('review_at_score', models.PositiveSmallIntegerField(default=50, help_text='Risk score that asks for a person.')),
                    ('decline_at_score', models.PositiveSmallIntegerField(default=90, help_text='Risk score that holds for decline.')),
                    ('unpaid_hours', models.PositiveSmallIntegerField(default=72, help_text='An unpaid placed order expires after this.')),
                    ('draft_days', models.PositiveSmallIntegerField(default=30, help_text='An untouched draft expires after this.')),
                    ('complete_wait_days', models.PositiveSmallIntegerField(default=0, help_text='Days after delivery before an order may complete: the time to send back.')),
                    ('delivered_after_days', models.PositiveSmallIntegerField(blank=True, help_text='An order without news of delivery counts as delivered so many days after its last parcel left, for completion alone. Empty: never.', null=True, validators=[django.core.validators.MinValueValidator(1)])),
                    ('reopen_wait_days', models.PositiveSmallIntegerField(db_default=3, default=3, help_text='A reopened order completes by itself so many days later at the earliest.', validators=[django.core.validators.MinValueValidator(1)])),
                    ('archive_after_days', models.PositiveSmallIntegerField(blank=True, db_default=180, default=180, help_text='Orders over for so many days leave the lists; search, API and exports still find them. Empty: never.', null=True, validators=[django.core.validators.MinValueValidator(1)])),
                    ('timeline_after_days', models.PositiveSmallIntegerField(blank=True, db_default=365, default=365, help_text='The timeline of an archived order is packed so many days after the last thing happened to it; its page shows the same. Empty: never.', null=True, validators=[django.core.validators.MinValueValidator(90)])),
                    ('feedback_after_days', models.PositiveSmallIntegerField(blank=True, db_default=5, default=5, help_text='So many days after the last delivery the customer is asked how it was. Empty: never asked.', null=True)),
                    ('feedback_edit_days', models.PositiveSmallIntegerField(db_default=14, default=14, help_text='So long a customer may change a rating.')),
                    ('backorder_days', models.PositiveSmallIntegerField(default=21, help_text='Days promised for goods without a known supply.')),
                    ('max_order_total', models.DecimalField(decimal_places=4, default=Decimal('1000000'), max_digits=19)),
                    ('invoice_on', models.CharField(choices=[('shipment', 'When goods ship'), ('capture', 'When the money is there'), ('none', 'Never: another system does it')], db_default='none', default='none', help_text='Goods sold on account are invoiced when they ship in any case.', max_length=8)),
                    ('invoices_from', models.DateField(blank=True, help_text='Orders placed before this day are never invoiced here.', null=True)),
                    ('invoice_prefix', models.CharField(blank=True, db_default='', default='', help_text="Begins the numbers of invoices of a new year. Empty: the channel's code.", max_length=12)),
                    ('seller_name', models.CharField(blank=True, db_default='', default='', help_text='The firm that sells, as invoices name it.', max_length=160)),
                    ('seller_address', models.TextField(blank=True, db_default='', default='', help_text='Without the name, line by line.')),
                    ('seller_vat_id', models.CharField(blank=True, db_default='', default='', max_length=20, verbose_name="seller's VAT id")),
                    ('invoice_footer', models.TextField(blank=True, db_default='', default='', help_text='Bank account, register, directors: at the foot of each page.')),
                    ('transfer_details', models.TextField(blank=True, db_default='', default='', help_text='Owner, IBAN, BIC, line by line: told to the customer of an order that waits for a transfer.', verbose_name='account for transfers')),
                    ('sender_email', models.EmailField(default='orders@example.com', max_length=254)),
                    ('is_active', models.BooleanField(default=True)),
                    ('is_practice', models.BooleanField(default=False, help_text='Orders are for training: served from practice warehouses, paid and carried by simulators, and in no report. Fixed once the channel is made.', verbose_name='for practice')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('invoice_on', 'none'), models.Q(('invoices_from__isnull', False), models.Q(('seller_name', ''), _negated=True), models.Q(('seller_address', ''), _negated=True)), _connector='OR'), name='channel_invoices_name_the_seller', violation_error_message="Invoices name the seller: fill in name and address, and from when.")],
                },
            ),
            migrations.CreateModel(
                name='Product',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('description', models.TextField(blank=True)),
                    ('category', models.CharField(blank=True, db_index=True, max_length=80)),
                    ('image', models.ImageField(blank=True, upload_to='products/')),
                    ('is_active', models.BooleanField(default=True)),
                ],
            ),
            migrations.CreateModel(
                name='TaxClass',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=24, unique=True)),
                    ('name', models.CharField(max_length=80)),
                ],
                options={
                    'verbose_name_plural': 'tax classes',
                },
            ),
            migrations.CreateModel(
                name='ShippingMethod',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=32, unique=True)),
                    ('name', models.CharField(max_length=80)),
                    ('service', models.CharField(choices=[('standard', 'Standard'), ('express', 'Express'), ('expedited', 'Expedited'), ('pickup', 'Pickup at the counter')], default='standard', max_length=12)),
                    ('tax_class', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.taxclass')),
                    ('is_active', models.BooleanField(default=True)),
                ],
            ),
            migrations.CreateModel(
                name='ShippingRate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('method', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rates', to='catalog.shippingmethod')),
                    ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shipping_rates', to='catalog.channel')),
                    ('country', models.CharField(blank=True, max_length=2)),
                    ('amount', models.DecimalField(decimal_places=4, max_digits=19)),
                    ('free_from', models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True)),
                    ('transit_days', models.PositiveSmallIntegerField(default=3)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('method', 'channel', 'country'), name='shipping_rate_unique'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='shipping_rate_not_negative', violation_error_message='The amount of a shipping rate is zero or more.')],
                },
            ),
            migrations.CreateModel(
                name='SKU',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='skus', to='catalog.product')),
                    ('code', models.CharField(max_length=64, unique=True)),
                    ('name', models.CharField(max_length=200)),
                    ('tax_class', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.taxclass')),
                    ('weight_grams', models.PositiveIntegerField(default=0)),
                    ('length_mm', models.PositiveIntegerField(default=0)),
                    ('width_mm', models.PositiveIntegerField(default=0)),
                    ('height_mm', models.PositiveIntegerField(default=0)),
                    ('hs_code', models.CharField(blank=True, max_length=12, verbose_name='HS code')),
                    ('origin_country', models.CharField(blank=True, max_length=2)),
                    ('track_stock', models.BooleanField(default=True)),
                    ('needs_shipping', models.BooleanField(default=True)),
                    ('lot_tracked', models.BooleanField(default=False)),
                    ('serial_tracked', models.BooleanField(default=False)),
                    ('keep_upright', models.BooleanField(default=False)),
                    ('scan_each_up_to', models.PositiveIntegerField(default=5, help_text='Above this quantity one scan and a typed number will do.')),
                    ('backorder_limit', models.PositiveIntegerField(blank=True, help_text='Empty: no limit; 0: none at all.', null=True)),
                    ('preorder_ships_on', models.DateField(blank=True, null=True)),
                    ('unit_cost', models.DecimalField(blank=True, decimal_places=4, help_text='What a unit costs us. Empty: not known.', max_digits=19, null=True)),
                    ('cost_currency', models.CharField(blank=True, db_default='', default='', max_length=3)),
                    ('is_active', models.BooleanField(default=True)),
                ],
                options={
                    'verbose_name': 'SKU',
                    'indexes': [models.Index(django.db.models.functions.text.Upper('code'), name='sku_code_any_case')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('unit_cost', None), models.Q(('unit_cost__gte', 0), models.Q(('cost_currency', ''), _negated=True)), _connector='OR'), name='sku_cost_has_currency', violation_error_message='Say in which currency the cost is.')],
                },
            ),
            migrations.CreateModel(
                name='Barcode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='barcodes', to='catalog.sku', verbose_name='SKU')),
                    ('code', models.CharField(max_length=64, unique=True)),
                ],
            ),
            migrations.CreateModel(
                name='Price',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prices', to='catalog.sku', verbose_name='SKU')),
                    ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prices', to='catalog.channel')),
                    ('currency', models.CharField(max_length=3)),
                    ('amount', models.DecimalField(decimal_places=6, max_digits=19)),
                    ('valid_from', models.DateTimeField()),
                    ('valid_to', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('sku', 'channel', 'currency', 'valid_from'), name='price_unique'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='price_not_negative', violation_error_message='The amount of a price is zero or more.'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='price_validity_ordered', violation_error_message='“Valid to” must be later than “valid from”.')],
                },
            ),
            migrations.CreateModel(
                name='SkuComponent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='components', to='catalog.sku')),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='part_of', to='catalog.sku', verbose_name='SKU')),
                    ('quantity', models.PositiveIntegerField(default=1, help_text='Units that one kit needs.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(999)])),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('kit', 'sku'), name='sku_component_unique'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='sku_component_quantity_positive', violation_error_message='At least one unit of a component goes into a kit.'), models.CheckConstraint(condition=models.Q(('quantity__lte', 999)), name='sku_component_quantity_limited', violation_error_message='At most 999 units of a component go into a kit.'), models.CheckConstraint(condition=models.Q(('kit', models.F('sku')), _negated=True), name='sku_component_not_itself', violation_error_message='A kit cannot be made of itself: choose another SKU.')],
                },
            ),
            migrations.CreateModel(
                name='Substitute',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='substitutes', to='catalog.sku', verbose_name='SKU')),
                    ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.sku')),
                    ('rank', models.PositiveSmallIntegerField(default=1)),
                ],
                options={
                    'ordering': ['rank'],
                    'constraints': [models.UniqueConstraint(fields=('sku', 'other'), name='substitute_unique')],
                },
            ),
            migrations.CreateModel(
                name='TaxRate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tax_class', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rates', to='catalog.taxclass')),
                    ('country', models.CharField(max_length=2)),
                    ('region', models.CharField(blank=True, help_text='As addresses write it, such as CA; empty: the whole country.', max_length=40)),
                    ('percent', models.DecimalField(decimal_places=4, max_digits=7)),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, help_text='The last day; empty: until a newer rate begins.', null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('tax_class', 'country', 'region', 'valid_from'), name='tax_rate_unique'), models.CheckConstraint(condition=models.Q(('percent__gte', 0), ('percent__lte', 100)), name='tax_rate_range', violation_error_message='The percent of a tax rate is between 0 and 100.'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='tax_rate_validity_ordered', violation_error_message='The last day must not be before the first.')],
                },
            ),
        ]),
    ]
