import core.fsm
import datetime
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import inventory.lifecycle
from django.conf import settings
from django.db import migrations, models

from core.made_at_once import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='AdjustmentReason',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=24, unique=True)),
                    ('label', models.CharField(max_length=60)),
                    ('is_active', models.BooleanField(default=True)),
                ],
                options={
                    'ordering': ['label'],
                },
            ),
            migrations.CreateModel(
                name='ForecastRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('choosing', 'Choosing methods'), ('forecasting', 'Forecasting'), ('advising', 'Reckoning advice'), ('done', 'Done'), ('failed', 'Failed')], default='choosing', max_length=12)),
                    ('until', models.DateField(help_text='Monday of the week under way: whole weeks before it count.')),
                    ('weeks', models.PositiveSmallIntegerField(help_text='Weeks of history that are looked at.')),
                    ('horizon', models.PositiveSmallIntegerField(help_text='Weeks that are forecast.')),
                    ('methods', models.JSONField(default=dict, help_text="By class: the method chosen, its error, and the others'.")),
                    ('checkpoint', models.BigIntegerField(default=0)),
                    ('claimed_until', models.DateTimeField(blank=True, help_text='A process works on it until then.', null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0, help_text='Processes that began on it since it last moved.')),
                    ('pairs', models.PositiveIntegerField(default=0, help_text='SKUs in warehouses forecast so far.')),
                    ('open_slot', models.PositiveSmallIntegerField(blank=True, default=1, help_text='1 while it is under way: there is one at a time.', null=True, unique=True)),
                    ('asked_by', models.CharField(max_length=64)),
                    ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                    ('message', models.TextField(blank=True)),
                ],
            ),
            migrations.CreateModel(
                name='Lot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='catalog.sku', verbose_name='SKU')),
                    ('code', models.CharField(max_length=40)),
                    ('expires_on', models.DateField(blank=True, null=True)),
                    ('quarantined_at', models.DateTimeField(blank=True, null=True)),
                    ('quarantine_reason', models.CharField(blank=True, max_length=120)),
                ],
                options={
                    'permissions': [('quarantine_lot', 'Can put a lot into quarantine and back')],
                    'indexes': [models.Index(condition=models.Q(('quarantined_at', None)), fields=['expires_on'], name='lot_expiring')],
                    'constraints': [models.UniqueConstraint(fields=('sku', 'code'), name='lot_unique'), models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='lot_has_a_code', violation_error_message='A lot needs a code.')],
                },
            ),
            migrations.CreateModel(
                name='Warehouse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=16, unique=True)),
                    ('name', models.CharField(max_length=80)),
                    ('line1', models.CharField(max_length=160)),
                    ('city', models.CharField(max_length=80)),
                    ('region', models.CharField(blank=True, max_length=80)),
                    ('postal_code', models.CharField(blank=True, max_length=20)),
                    ('country', models.CharField(max_length=2)),
                    ('phone', models.CharField(blank=True, max_length=32)),
                    ('time_zone', models.CharField(default='UTC', max_length=64)),
                    ('cutoff_at', models.TimeField(default=datetime.time(15, 0), help_text='Local time; later orders ship the next day.')),
                    ('works_on', models.CharField(default='1111100', help_text='Monday to Sunday, 1 is a working day.', max_length=7)),
                    ('closed_on', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), blank=True, default=list, help_text='Days nobody works, as 2026-12-25, 2026-12-26.', size=None)),
                    ('priority', models.PositiveSmallIntegerField(default=10, help_text='Lower is asked first.')),
                    ('capacity', models.PositiveIntegerField(blank=True, help_text='Allocated units it can have open; sourcing by capacity looks at it.', null=True)),
                    ('count_variance_limit', models.PositiveIntegerField(default=5, help_text='A count that differs by more units of one SKU needs a second person.')),
                    ('has_counter', models.BooleanField(db_default=False, default=False, help_text='Customers may collect what they ordered here.')),
                    ('counter_hours', models.CharField(blank=True, db_default='', default='', help_text='As customers read it: Mon–Fri 9–18, Sat 9–13.', max_length=200)),
                    ('pickup_days', models.PositiveSmallIntegerField(db_default=7, default=7, help_text='Days goods are kept at the counter before they go back on the shelf.')),
                    ('is_active', models.BooleanField(default=True)),
                    ('is_practice', models.BooleanField(default=False, help_text='Its stock serves practice channels alone, its parcels go to the carrier simulator. Fixed once the warehouse is made.', verbose_name='for practice')),
                ],
                options={
                    'ordering': ['priority', 'id'],
                },
            ),
            migrations.CreateModel(
                name='CountRhythm',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='count_rhythms', to='inventory.warehouse')),
                    ('stock_class', models.CharField(choices=[('A', 'A: the fast movers'), ('B', 'B'), ('C', 'C: the slow movers')], max_length=1)),
                    ('every_days', models.PositiveSmallIntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('warehouse', 'stock_class'), name='count_rhythm_unique'), models.CheckConstraint(condition=models.Q(('every_days__gt', 0)), name='count_rhythm_positive', violation_error_message='“Every days” is at least 1.')],
                },
            ),
            migrations.CreateModel(
                name='DeliveryArea',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='inventory.warehouse')),
                    ('country', models.CharField(max_length=2)),
                    ('postal_prefix', models.CharField(blank=True, help_text='Empty: the whole country.', max_length=10)),
                    ('distance_km', models.PositiveIntegerField()),
                    ('parcel_cost', models.DecimalField(decimal_places=4, default=0, help_text="In the house's currency.", max_digits=19)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('warehouse', 'country', 'postal_prefix'), name='delivery_area_unique'), models.CheckConstraint(condition=models.Q(('parcel_cost__gte', 0)), name='delivery_area_cost_not_negative', violation_error_message='“Parcel cost” is zero or more.')],
                },
            ),
            migrations.CreateModel(
                name='DemandForecast',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='forecasts', to='catalog.sku', verbose_name='SKU')),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='forecasts', to='inventory.warehouse')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forecasts', to='inventory.forecastrun')),
                    ('demand_class', models.CharField(choices=[('smooth', 'Smooth'), ('erratic', 'Erratic'), ('intermittent', 'Intermittent'), ('lumpy', 'Lumpy'), ('new', 'Too little history')], max_length=12)),
                    ('adi', models.FloatField(help_text='Weeks between two weeks with demand.', null=True, verbose_name='ADI')),
                    ('cv2', models.FloatField(help_text='Squared variation of the sizes.', null=True, verbose_name='CV²')),
                    ('method', models.CharField(max_length=24)),
                    ('first_week', models.DateField()),
                    ('history', models.JSONField(default=list)),
                    ('future', models.JSONField(default=list)),
                    ('weekly', models.FloatField(help_text='Units per week that are expected.')),
                    ('error', models.FloatField(help_text='Root mean square of the errors one week ahead, in units.')),
                    ('mase', models.FloatField(help_text='Mean absolute error against a naive forecast; 1: as good.', null=True, verbose_name='MASE')),
                    ('last_demand_on', models.DateField(help_text='Monday of the last week with demand.', null=True)),
                    ('computed_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('sku', 'warehouse'), name='forecast_unique')],
                },
            ),
            migrations.CreateModel(
                name='Location',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='locations', to='inventory.warehouse')),
                    ('code', models.CharField(max_length=32)),
                    ('zone', models.CharField(blank=True, max_length=16)),
                    ('kind', models.CharField(choices=[('shelf', 'Shelf'), ('receiving', 'Receiving'), ('dock', 'Dock: arrived, not put away'), ('tote', 'Tote'), ('packing', 'Packing'), ('inspection', 'Inspection'), ('quarantine', 'Quarantine')], default='shelf', max_length=12)),
                    ('pick_sequence', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('warehouse', 'code'), name='location_code_unique')],
                },
            ),
            migrations.CreateModel(
                name='BinStock',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bins', to='catalog.sku', verbose_name='SKU')),
                    ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stock', to='inventory.location')),
                    ('lot', models.CharField(blank=True, max_length=40)),
                    ('quantity', models.IntegerField(default=0)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('sku', 'location', 'lot'), name='bin_stock_unique'), models.CheckConstraint(condition=models.Q(('quantity__gte', 0)), name='bin_stock_not_negative')],
                },
            ),
            migrations.CreateModel(
                name='CycleCount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=24, unique=True)),
                    ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='inventory.location')),
                    ('state', core.fsm.StateField(choices=[('open', 'To count'), ('to_approve', 'To approve'), ('recorded', 'Recorded'), ('canceled', 'Canceled')], default='open', max_length=24, protected=True)),
                    ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('counted_at', models.DateTimeField(blank=True, null=True)),
                    ('counted_by', models.CharField(blank=True, max_length=64)),
                    ('begun_at', models.DateTimeField(blank=True, null=True)),
                    ('begun_by', models.CharField(blank=True, max_length=64)),
                    ('second_by', models.CharField(blank=True, max_length=64)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('decided_by', models.CharField(blank=True, max_length=64)),
                    ('note', models.CharField(blank=True, max_length=200)),
                ],
                options={
                    'permissions': [('count_stock', 'Can count bins'), ('approve_count', 'Can approve a count')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'to_approve'])), fields=('location',), name='count_one_at_a_time', violation_error_message='This location is being counted already: finish or approve that count first.')],
                },
                bases=(inventory.lifecycle.CountMoves, models.Model),
            ),
            migrations.CreateModel(
                name='CycleCountLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('count', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='inventory.cyclecount')),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.sku', verbose_name='SKU')),
                    ('lot', models.CharField(blank=True, max_length=40)),
                    ('expected', models.PositiveIntegerField(default=0)),
                    ('counted', models.PositiveIntegerField(blank=True, null=True)),
                    ('first_counted', models.PositiveIntegerField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('count', 'sku', 'lot'), name='count_line_unique')],
                },
            ),
            migrations.CreateModel(
                name='MethodCutoff',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='method_cutoffs', to='inventory.warehouse')),
                    ('method', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.shippingmethod')),
                    ('cutoff_at', models.TimeField(help_text='Local time; later orders of the method leave the next working day.')),
                ],
                options={
                    'ordering': ['cutoff_at', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('warehouse', 'method'), name='method_cutoff_unique')],
                },
            ),
            migrations.CreateModel(
                name='PickFace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pick_faces', to='catalog.sku', verbose_name='SKU')),
                    ('location', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pick_faces', to='inventory.location')),
                    ('minimum', models.PositiveIntegerField(help_text='With fewer units the bin is to be filled.')),
                    ('maximum', models.PositiveIntegerField(help_text='Units that fit.')),
                ],
                options={
                    'verbose_name': 'pick bin',
                    'constraints': [models.UniqueConstraint(fields=('sku', 'location'), name='pick_face_unique'), models.CheckConstraint(condition=models.Q(('maximum__gt', 0), ('maximum__gte', models.F('minimum'))), name='pick_face_has_room', violation_error_message='“Maximum” must be above zero and not below “minimum”.')],
                },
            ),
            migrations.CreateModel(
                name='PlanningPolicy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('warehouse', models.ForeignKey(blank=True, help_text='Empty: every warehouse without a policy of its own.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='planning_policies', to='inventory.warehouse')),
                    ('service_a', models.DecimalField(decimal_places=2, default=98, help_text='Percent of order cycles that end without running out.', max_digits=5, validators=[django.core.validators.MinValueValidator(50), django.core.validators.MaxValueValidator(99.9)], verbose_name='service level, class A')),
                    ('service_b', models.DecimalField(decimal_places=2, default=95, max_digits=5, validators=[django.core.validators.MinValueValidator(50), django.core.validators.MaxValueValidator(99.9)], verbose_name='service level, class B')),
                    ('service_c', models.DecimalField(decimal_places=2, default=90, max_digits=5, validators=[django.core.validators.MinValueValidator(50), django.core.validators.MaxValueValidator(99.9)], verbose_name='service level, class C and unvalued')),
                    ('a_share', models.DecimalField(decimal_places=2, default=80, help_text='Percent of the yearly value that the best SKUs make together.', max_digits=5, verbose_name='class A up to')),
                    ('b_share', models.DecimalField(decimal_places=2, default=95, max_digits=5, verbose_name='class B up to')),
                    ('review_days', models.PositiveSmallIntegerField(default=1, help_text='Days between two looks at the reorder list.')),
                    ('lead_days', models.PositiveSmallIntegerField(default=14, help_text='Where neither supplies nor a rule say better.')),
                    ('lead_spread_percent', models.PositiveSmallIntegerField(default=25, help_text='Spread of a lead time that was not measured, in percent of it.')),
                    ('cover_days', models.PositiveSmallIntegerField(default=30, help_text='Days an order lasts where its cost is not known.', validators=[django.core.validators.MinValueValidator(1)])),
                    ('order_cost', models.DecimalField(blank=True, decimal_places=4, help_text='What ordering one SKU once costs us. Empty: days of cover decide how much is ordered.', max_digits=19, null=True)),
                    ('order_cost_currency', models.CharField(blank=True, max_length=3)),
                    ('holding_percent', models.DecimalField(decimal_places=2, default=20, help_text='Percent of its cost that keeping a unit for a year costs.', max_digits=5, validators=[django.core.validators.MinValueValidator(1)])),
                    ('overstock_days', models.PositiveSmallIntegerField(default=180, help_text='More cover than this is too much.')),
                    ('dead_days', models.PositiveSmallIntegerField(default=180, help_text='Stock nobody asked for so long is dead.')),
                ],
                options={
                    'verbose_name_plural': 'planning policies',
                    'constraints': [models.UniqueConstraint(fields=('warehouse',), name='policy_one_per_warehouse', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('b_share__gte', models.F('a_share')), ('b_share__lte', 100)), name='policy_shares', violation_error_message='“Class B up to” is at least “class A up to”, and at most 100.'), models.CheckConstraint(condition=models.Q(('order_cost', None), models.Q(('order_cost__gt', 0), models.Q(('order_cost_currency', ''), _negated=True)), _connector='OR'), name='policy_order_cost_has_currency', violation_error_message='Say in which currency an order costs that, and let it cost something.')],
                },
            ),
            migrations.CreateModel(
                name='ReorderRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reorder_rules', to='catalog.sku', verbose_name='SKU')),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reorder_rules', to='inventory.warehouse')),
                    ('reorder_point', models.PositiveIntegerField()),
                    ('order_up_to', models.PositiveIntegerField()),
                    ('supplier', models.CharField(max_length=120)),
                    ('lead_days', models.PositiveSmallIntegerField(default=14)),
                    ('minimum_units', models.PositiveIntegerField(db_default=1, default=1, help_text="The supplier's smallest order.", validators=[django.core.validators.MinValueValidator(1)])),
                    ('multiple_units', models.PositiveIntegerField(db_default=1, default=1, help_text='The supplier sells in cases of so many.', validators=[django.core.validators.MinValueValidator(1)])),
                    ('is_active', models.BooleanField(default=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('sku', 'warehouse'), name='reorder_rule_unique'), models.CheckConstraint(condition=models.Q(('order_up_to__gt', models.F('reorder_point'))), name='reorder_rule_orders', violation_error_message='“Order up to” must be above “reorder point”, or nothing would be ordered.'), models.CheckConstraint(condition=models.Q(('minimum_units__gte', 1), ('multiple_units__gte', 1)), name='reorder_rule_supplier_sizes', violation_error_message='“Minimum units” and “multiple units” are at least 1.')],
                },
            ),
            migrations.CreateModel(
                name='ReplenishmentAdvice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='advice', to='catalog.sku', verbose_name='SKU')),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='advice', to='inventory.warehouse')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advice', to='inventory.forecastrun')),
                    ('status', models.CharField(choices=[('order', 'Order now'), ('enough', 'Enough'), ('overstock', 'Too much'), ('dead', 'Dead stock')], max_length=10)),
                    ('abc', models.CharField(blank=True, help_text='By yearly value. Empty: its cost is not known.', max_length=1, verbose_name='ABC')),
                    ('xyz', models.CharField(blank=True, help_text='By how evenly it is asked for.', max_length=1, verbose_name='XYZ')),
                    ('demand_class', models.CharField(choices=[('smooth', 'Smooth'), ('erratic', 'Erratic'), ('intermittent', 'Intermittent'), ('lumpy', 'Lumpy'), ('new', 'Too little history')], max_length=12)),
                    ('weekly', models.FloatField()),
                    ('lead_days', models.FloatField()),
                    ('lead_spread', models.FloatField(help_text='Standard deviation of the lead time, in days.')),
                    ('lead_source', models.CharField(choices=[('measured', 'Measured from supplies'), ('rule', "The reorder rule's"), ('policy', "The planning policy's")], max_length=10)),
                    ('service_level', models.DecimalField(decimal_places=2, max_digits=5)),
                    ('safety_stock', models.PositiveIntegerField()),
                    ('reorder_point', models.PositiveIntegerField()),
                    ('order_quantity', models.PositiveIntegerField()),
                    ('order_up_to', models.PositiveIntegerField()),
                    ('projected', models.IntegerField(help_text='Available with what comes, when this was reckoned.')),
                    ('excess', models.PositiveIntegerField(default=0, help_text='Units beyond the longest sensible cover.')),
                    ('excess_value', models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True)),
                    ('yearly_value', models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True)),
                    ('currency', models.CharField(blank=True, max_length=3)),
                    ('supplier', models.CharField(blank=True, max_length=120)),
                    ('differs', models.BooleanField(default=False, help_text='The reorder rule says otherwise, or there is none.')),
                    ('inputs', models.JSONField(default=dict)),
                    ('computed_at', models.DateTimeField()),
                ],
                options={
                    'verbose_name_plural': 'replenishment advice',
                    'permissions': [('follow_advice', 'Can take advice into reorder rules and have goods planned anew')],
                    'indexes': [models.Index(fields=['status', '-id'], name='advice_status')],
                    'constraints': [models.UniqueConstraint(fields=('sku', 'warehouse'), name='advice_unique'), models.CheckConstraint(condition=models.Q(('order_up_to__gt', models.F('reorder_point'))), name='advice_orders_something')],
                },
            ),
            migrations.CreateModel(
                name='StockLevel',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='levels', to='catalog.sku', verbose_name='SKU')),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='levels', to='inventory.warehouse')),
                    ('on_hand', models.IntegerField(default=0)),
                    ('unavailable', models.IntegerField(default=0)),
                    ('allocated', models.IntegerField(default=0)),
                    ('reserved', models.IntegerField(default=0)),
                    ('backordered', models.IntegerField(default=0)),
                    ('shortfall', models.IntegerField(default=0)),
                    ('shortfall_since', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['warehouse', 'sku'], name='level_warehouse_sku')],
                    'constraints': [models.UniqueConstraint(fields=('sku', 'warehouse'), name='level_unique'), models.CheckConstraint(condition=models.Q(('allocated__gte', 0), ('on_hand__gte', 0), ('reserved__gte', 0), ('unavailable__gte', 0), ('backordered__gte', 0), ('shortfall__gte', 0)), name='level_not_negative'), models.CheckConstraint(condition=models.Q(('on_hand__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('allocated'), '+', models.F('unavailable')), '-', models.F('shortfall')))), name='level_covers_claims')],
                },
            ),
            migrations.CreateModel(
                name='Reservation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token', models.CharField(max_length=64)),
                    ('level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='inventory.stocklevel')),
                    ('quantity', models.PositiveIntegerField()),
                    ('holder', models.CharField(max_length=80)),
                    ('reserved_by', models.CharField(max_length=64)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('expires_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ending', models.CharField(blank=True, choices=[('used', 'Ordered'), ('released', 'Released'), ('expired', 'Expired')], max_length=8)),
                ],
                options={
                    'permissions': [('reserve_stock', 'Can reserve stock'), ('release_reservation', 'Can release a reservation')],
                    'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['level'], name='reservation_active_level'), models.Index(condition=models.Q(('ended_at', None)), fields=['expires_at'], name='reservation_active_until')],
                    'constraints': [models.UniqueConstraint(fields=('token', 'level'), name='reservation_unique'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='reservation_positive'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='reservation_lasts'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ending', '')), models.Q(('ended_at__isnull', False), models.Q(('ending', ''), _negated=True)), _connector='OR'), name='reservation_ended_somehow')],
                },
            ),
            migrations.CreateModel(
                name='StockMovement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='inventory.stocklevel')),
                    ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.location')),
                    ('lot', models.CharField(blank=True, max_length=40)),
                    ('kind', models.CharField(choices=[('receipt', 'Receipt'), ('shipment', 'Shipment'), ('short', 'Found short'), ('adjustment', 'Adjustment'), ('return', 'Return received'), ('scrap', 'Scrapped'), ('count', 'Count'), ('move', 'Move within the building'), ('transfer_out', 'Sent to another building'), ('transfer_in', 'Came from another building')], max_length=12)),
                    ('quantity', models.IntegerField()),
                    ('cause_kind', models.CharField(max_length=24)),
                    ('cause_reference', models.CharField(max_length=64)),
                    ('actor', models.CharField(max_length=64)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'indexes': [models.Index(fields=['level', 'at'], name='movement_level_at'), models.Index(fields=['cause_kind', 'cause_reference'], name='movement_cause')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('quantity', 0), _negated=True), name='movement_moves_something')],
                },
            ),
            migrations.CreateModel(
                name='Supply',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=24, unique=True)),
                    ('kind', models.CharField(choices=[('purchase', 'Purchase order'), ('transfer', 'Transfer')], default='purchase', max_length=10)),
                    ('supplier', models.CharField(max_length=120)),
                    ('origin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfers_out', to='inventory.warehouse')),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supplies', to='inventory.warehouse')),
                    ('state', core.fsm.StateField(choices=[('draft', 'Draft'), ('expected', 'Expected'), ('in_transit', 'In transit'), ('received', 'Received'), ('canceled', 'Canceled')], default='expected', max_length=24, protected=True)),
                    ('expected_on', models.DateField(blank=True, null=True)),
                    ('note', models.CharField(blank=True, max_length=200)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('received_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'verbose_name_plural': 'supplies',
                    'permissions': [('receive_supply', 'Can receive a supply'), ('send_transfer', 'Can send a transfer')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'purchase'), ('origin', None)), models.Q(('kind', 'transfer'), ('origin__isnull', False), models.Q(('origin', models.F('warehouse')), _negated=True)), _connector='OR'), name='supply_transfers_have_an_origin', violation_error_message='A transfer needs an origin, not its own warehouse; a purchase has none.')],
                },
                bases=(inventory.lifecycle.SupplyMoves, models.Model),
            ),
            migrations.CreateModel(
                name='AdviceDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('advice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='inventory.replenishmentadvice')),
                    ('act', models.CharField(choices=[('accepted', 'Taken into the rule'), ('ordered', 'Ordered')], max_length=10)),
                    ('key', models.CharField(max_length=64)),
                    ('before', models.JSONField(default=dict)),
                    ('after', models.JSONField(default=dict)),
                    ('supply', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.supply')),
                    ('decided_by', models.CharField(max_length=64)),
                    ('decided_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('advice', 'act', 'key'), name='advice_decided_once')],
                },
            ),
            migrations.CreateModel(
                name='Arrival',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('supply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='arrivals', to='inventory.supply')),
                    ('state', core.fsm.StateField(choices=[('open', 'Being checked'), ('booked', 'Booked'), ('canceled', 'Canceled')], default='open', max_length=24, protected=True)),
                    ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('opened_by', models.CharField(max_length=64)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('decided_by', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('supply',), name='arrival_one_open')],
                },
                bases=(inventory.lifecycle.ArrivalMoves, models.Model),
            ),
            migrations.CreateModel(
                name='ArrivalLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('arrival', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='inventory.arrival')),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.sku', verbose_name='SKU')),
                    ('lot', models.CharField(blank=True, max_length=40)),
                    ('expires_on', models.DateField(blank=True, null=True)),
                    ('serial', models.CharField(blank=True, max_length=40)),
                    ('units', models.PositiveIntegerField()),
                    ('is_left', models.BooleanField(db_default=False, default=False)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('serial', ''), _negated=True), fields=['sku', 'serial'], name='arrival_serial')],
                    'constraints': [models.UniqueConstraint(fields=('arrival', 'sku', 'lot', 'serial'), name='arrival_line_unique'), models.CheckConstraint(condition=models.Q(('serial', ''), ('units__lte', 1), _connector='OR'), name='arrival_line_one_per_serial')],
                },
            ),
            migrations.CreateModel(
                name='StockScan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('client_id', models.CharField(max_length=64, unique=True)),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.warehouse')),
                    ('kind', models.CharField(choices=[('arrival', 'At the dock'), ('carry', 'Into a bin'), ('count', 'Counted')], max_length=10)),
                    ('code', models.CharField(max_length=120)),
                    ('quantity', models.PositiveIntegerField(default=0)),
                    ('ok', models.BooleanField()),
                    ('message', models.CharField(blank=True, max_length=300)),
                    ('arrival', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='inventory.arrival')),
                    ('line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='scans', to='inventory.arrivalline')),
                    ('actor', models.CharField(max_length=64)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('undone_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'permissions': [('move_stock', 'Can carry stock from bin to bin')],
                    'indexes': [models.Index(fields=['arrival', 'id'], name='stock_scan_arrival')],
                },
            ),
            migrations.CreateModel(
                name='SupplyLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('supply', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='inventory.supply')),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supply_lines', to='catalog.sku', verbose_name='SKU')),
                    ('ordered', models.PositiveIntegerField()),
                    ('sent', models.PositiveIntegerField(default=0)),
                    ('received', models.PositiveIntegerField(default=0)),
                    ('lost', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('supply', 'sku'), name='supply_line_unique'), models.CheckConstraint(condition=models.Q(('ordered__gt', 0)), name='supply_line_positive', violation_error_message='At least one unit of each SKU is ordered.')],
                },
            ),
            migrations.CreateModel(
                name='WarehouseMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='inventory.warehouse')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='warehouses', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('warehouse', 'user'), name='warehouse_member_unique')],
                },
            ),
        ]),
    ]
