import core.fsm
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from core.made_at_once import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('inventory', '0001_initial'),
        ('orders', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='BatchLimits',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('warehouse', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='batch_limits', to='inventory.warehouse')),
                    ('max_orders', models.PositiveIntegerField(default=20, help_text='Totes on the cart.')),
                    ('max_lines', models.PositiveIntegerField(blank=True, default=80, help_text='Lines of all its orders.', null=True)),
                    ('max_weight_grams', models.PositiveIntegerField(blank=True, help_text='What the cart carries.', null=True)),
                    ('max_volume_liters', models.PositiveIntegerField(blank=True, help_text='What the cart holds.', null=True)),
                ],
                options={
                    'verbose_name_plural': 'batch limits',
                    'constraints': [models.CheckConstraint(condition=models.Q(('max_orders__gte', 1), ('max_orders__lte', 100), models.Q(('max_lines__isnull', True), ('max_lines__gte', 1), _connector='OR'), models.Q(('max_weight_grams__isnull', True), ('max_weight_grams__gte', 1), _connector='OR'), models.Q(('max_volume_liters__isnull', True), ('max_volume_liters__gte', 1), _connector='OR')), name='batch_limits_positive', violation_error_message='“Max orders” is between 1 and 100; the other limits at least 1, or empty.')],
                },
            ),
            migrations.CreateModel(
                name='Packaging',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=24, unique=True)),
                    ('name', models.CharField(max_length=80)),
                    ('length_mm', models.PositiveIntegerField()),
                    ('width_mm', models.PositiveIntegerField()),
                    ('height_mm', models.PositiveIntegerField()),
                    ('tare_grams', models.PositiveIntegerField(default=0)),
                    ('max_weight_grams', models.PositiveIntegerField()),
                    ('weight_tolerance_percent', models.PositiveSmallIntegerField(blank=True, default=10, help_text='How far the scale may be from the books before a reason is asked for. Empty: any weight will do.', null=True)),
                    ('is_active', models.BooleanField(default=True)),
                ],
                options={
                    'verbose_name_plural': 'packagings',
                    'constraints': [models.CheckConstraint(condition=models.Q(('height_mm__gt', 0), ('length_mm__gt', 0), ('max_weight_grams__gt', 0), ('width_mm__gt', 0)), name='packaging_has_size', violation_error_message='Length, width, height and max weight must each be above zero.')],
                },
            ),
            migrations.CreateModel(
                name='Wave',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=24, unique=True)),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waves', to='inventory.warehouse')),
                    ('state', core.fsm.StateField(choices=[('planned', 'Planned'), ('released', 'Released'), ('canceled', 'Canceled')], default='planned', max_length=24, protected=True)),
                    ('kind', models.CharField(choices=[('cluster', 'Many orders, a tote each'), ('single_order', 'One order each'), ('single_item', 'Orders of one product, one tote'), ('zone', 'By zone, orders meet at the bench')], default='cluster', max_length=16)),
                    ('due_by', models.DateTimeField(blank=True, help_text='The cutoff it was planned for.', null=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('created_by', models.CharField(max_length=64)),
                    ('released_at', models.DateTimeField(blank=True, null=True)),
                    ('released_by', models.CharField(blank=True, max_length=64)),
                    ('canceled_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'permissions': [('lead_floor', "Can plan waves and see the floor's capacity")],
                    'indexes': [models.Index(fields=['warehouse', 'state', 'id'], name='wave_queue')],
                },
            ),
            migrations.CreateModel(
                name='PickBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=24, unique=True)),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='inventory.warehouse')),
                    ('state', core.fsm.StateField(choices=[('draft', 'Draft'), ('released', 'Released'), ('in_progress', 'In progress'), ('done', 'Done'), ('canceled', 'Canceled')], default='draft', max_length=24, protected=True)),
                    ('kind', models.CharField(choices=[('cluster', 'Many orders, a tote each'), ('single_order', 'One order each'), ('single_item', 'Orders of one product, one tote'), ('zone', 'By zone, orders meet at the bench')], db_default='cluster', default='cluster', max_length=16)),
                    ('zone', models.CharField(blank=True, db_default='', help_text='Of a batch by zone: where it walks.', max_length=16)),
                    ('wave', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='fulfillment.wave')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('created_by', models.CharField(max_length=64)),
                    ('released_at', models.DateTimeField(blank=True, null=True)),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'verbose_name_plural': 'pick batches',
                    'indexes': [models.Index(fields=['warehouse', 'state', 'id'], name='batch_queue')],
                },
            ),
            migrations.CreateModel(
                name='FulfillmentOrder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=24, unique=True)),
                    ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fulfillments', to='orders.order')),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fulfillments', to='inventory.warehouse')),
                    ('batch', models.ForeignKey(blank=True, help_text='The batch it is picked with, or planned for while it is open; one at a time.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='works', to='fulfillment.pickbatch')),
                    ('state', core.fsm.StateField(choices=[('open', 'To release'), ('released', 'Released'), ('picking', 'Being picked'), ('picked', 'To pack'), ('packing', 'Being packed'), ('packed', 'Packed'), ('shipped', 'Shipped'), ('ready_for_pickup', 'Ready for pickup'), ('collected', 'Collected'), ('rejected', 'Rejected'), ('cancel_requested', 'Cancel requested'), ('canceled', 'Canceled')], default='open', max_length=24, protected=True)),
                    ('tote', models.CharField(blank=True, max_length=32)),
                    ('priority', models.PositiveSmallIntegerField(default=5, help_text='Lower goes first.')),
                    ('ship_by_on', models.DateField(help_text="The day the goods should leave, by the warehouse's calendar.", verbose_name='ships by')),
                    ('late_at', models.DateTimeField(verbose_name='late from')),
                    ('cancel_reason', models.CharField(blank=True, max_length=200)),
                    ('left_out_because', models.CharField(blank=True, db_default='', help_text='Why its wave went to the floor without it.', max_length=300)),
                    ('picked_goods', models.CharField(choices=[('restock', 'Back on their shelves'), ('quarantine', 'To quarantine'), ('scrap', 'Thrown away')], default='restock', help_text='What becomes of what was picked, once the office called it off.', max_length=12)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('released_at', models.DateTimeField(blank=True, null=True)),
                    ('picked_at', models.DateTimeField(blank=True, null=True)),
                    ('packed_at', models.DateTimeField(blank=True, null=True)),
                    ('shipped_at', models.DateTimeField(blank=True, null=True)),
                    ('canceled_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'permissions': [('release_work', 'Can release work to the floor'), ('pick_task', 'Can pick'), ('pack_parcel', 'Can pack parcels'), ('put_back', 'Can put picked units back'), ('hand_out', 'Can hand goods out at the counter'), ('hand_out_without_code', 'Can hand goods out to somebody without the code')],
                    'indexes': [models.Index(condition=models.Q(('state__in', ['open', 'released', 'picking', 'picked', 'packing', 'packed', 'cancel_requested', 'ready_for_pickup'])), fields=['warehouse', 'state', 'priority', 'late_at', 'id'], name='work_queue'), models.Index(condition=models.Q(('tote', ''), _negated=True), fields=['tote'], name='work_tote')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('order', 'warehouse'), name='work_open_unique')],
                },
            ),
            migrations.CreateModel(
                name='FulfillmentLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('fulfillment_order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='fulfillment.fulfillmentorder')),
                    ('order_line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fulfillment_lines', to='orders.orderline')),
                    ('level', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fulfillment_lines', to='inventory.stocklevel')),
                    ('quantity', models.IntegerField()),
                    ('picked', models.IntegerField(default=0)),
                    ('packed', models.IntegerField(default=0)),
                    ('shipped', models.IntegerField(default=0)),
                    ('canceled', models.IntegerField(default=0)),
                ],
                options={
                    'ordering': ['fulfillment_order_id', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('fulfillment_order', 'order_line', 'level'), name='work_line_unique', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('canceled__gte', 0), ('quantity__gt', 0), ('shipped__gte', 0)), name='work_line_not_negative'), models.CheckConstraint(condition=models.Q(('packed__lte', models.F('picked')), ('picked__lte', django.db.models.expressions.CombinedExpression(models.F('quantity'), '-', models.F('canceled'))), ('shipped__lte', models.F('packed'))), name='work_line_ordered')],
                },
            ),
            migrations.CreateModel(
                name='Parcel',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=24, unique=True)),
                    ('fulfillment_order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='fulfillment.fulfillmentorder')),
                    ('state', core.fsm.StateField(choices=[('packing', 'Packing'), ('packed', 'Packed'), ('label_failed', 'Label failed'), ('labeled', 'Labeled'), ('manifested', 'Manifested'), ('shipped', 'Shipped'), ('delivered', 'Delivered'), ('lost', 'Lost'), ('returned_to_sender', 'Returned to sender'), ('canceled', 'Canceled')], default='packing', max_length=24, protected=True)),
                    ('packaging', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='fulfillment.packaging')),
                    ('weight_grams', models.PositiveIntegerField(blank=True, help_text='As weighed, box included.', null=True)),
                    ('expected_grams', models.PositiveIntegerField(blank=True, help_text='By the books when it was closed, box included.', null=True)),
                    ('weight_reason', models.CharField(blank=True, help_text='Why it was closed though the scale differs from the books.', max_length=200)),
                    ('suggested_packaging', models.ForeignKey(blank=True, help_text='The box suggested for what is in it; empty when there was none.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='suggested_parcels', to='fulfillment.packaging')),
                    ('suggested_by', models.CharField(blank=True, choices=[('', 'Nothing'), ('measures', 'Measures'), ('weight', 'Weight alone')], max_length=8)),
                    ('requires_signature', models.BooleanField(default=False)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('packed_by', models.CharField(blank=True, max_length=64)),
                    ('packed_at', models.DateTimeField(blank=True, null=True)),
                    ('labeled_at', models.DateTimeField(blank=True, null=True)),
                    ('shipped_at', models.DateTimeField(blank=True, null=True)),
                    ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state__in', ['packing', 'packed', 'label_failed', 'labeled', 'manifested'])), fields=['state', 'id'], name='parcel_in_house')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'packing')), fields=('fulfillment_order',), name='parcel_one_is_packed')],
                },
            ),
            migrations.CreateModel(
                name='PaperPrint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('paper', models.CharField(choices=[('pick_list', 'Pick list'), ('packing_slip', 'Packing slip'), ('label', 'Label'), ('label_zpl', 'Label as ZPL'), ('parcel_label', 'Our own label'), ('invoice', 'Commercial invoice'), ('cn22', 'CN 22')], max_length=16)),
                    ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='prints', to='fulfillment.pickbatch')),
                    ('parcel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='prints', to='fulfillment.parcel')),
                    ('reference', models.CharField(blank=True, max_length=64)),
                    ('copy', models.PositiveIntegerField()),
                    ('printed_by', models.CharField(max_length=64)),
                    ('printed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('batch', None), ('parcel__isnull', False)), models.Q(('batch__isnull', False), ('parcel', None)), _connector='OR'), name='print_of_batch_or_parcel'), models.CheckConstraint(condition=models.Q(('copy__gte', 1)), name='print_copy_from_one'), models.UniqueConstraint(fields=('batch', 'paper', 'reference', 'copy'), name='print_of_batch_once'), models.UniqueConstraint(fields=('parcel', 'paper', 'reference', 'copy'), name='print_of_parcel_once')],
                },
            ),
            migrations.CreateModel(
                name='ParcelItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='fulfillment.parcel')),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parcel_items', to='fulfillment.fulfillmentline')),
                    ('order_line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parcel_items', to='orders.orderline')),
                    ('level', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parcel_items', to='inventory.stocklevel')),
                    ('quantity', models.IntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('parcel', 'line'), name='parcel_item_unique'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='parcel_item_positive')],
                },
            ),
            migrations.CreateModel(
                name='ParcelPhoto',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='fulfillment.parcel')),
                    ('attachment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='parcel_photo', to='orders.attachment')),
                    ('taken_sha256', models.CharField(max_length=64, verbose_name='SHA-256 as taken')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('parcel', 'taken_sha256'), name='parcel_photo_once')],
                },
            ),
            migrations.CreateModel(
                name='PickTask',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='fulfillment.pickbatch')),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='fulfillment.fulfillmentline')),
                    ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pick_tasks', to='inventory.location')),
                    ('lot', models.CharField(blank=True, max_length=40)),
                    ('sequence', models.PositiveIntegerField(default=0, help_text='Where the walk passes the bin.')),
                    ('quantity', models.IntegerField()),
                    ('picked_quantity', models.IntegerField(default=0)),
                    ('tote', models.CharField(blank=True, max_length=32)),
                    ('state', core.fsm.StateField(choices=[('open', 'Open'), ('assigned', 'Assigned'), ('picked', 'Picked'), ('short', 'Short'), ('skipped', 'Skipped'), ('canceled', 'Canceled')], default='open', max_length=24, protected=True)),
                    ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='pick_tasks', to=settings.AUTH_USER_MODEL)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('assigned_at', models.DateTimeField(blank=True, null=True)),
                    ('location_scanned_at', models.DateTimeField(blank=True, null=True)),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state__in', ['open', 'skipped'])), fields=['batch', 'sequence', 'id'], name='task_queue'), models.Index(condition=models.Q(('state', 'assigned')), fields=['assignee'], name='task_in_hand')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('picked_quantity__gte', 0), ('picked_quantity__lte', models.F('quantity')), ('quantity__gt', 0)), name='task_quantities'), models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'assigned', 'skipped'])), fields=('line', 'location', 'lot'), name='task_live_unique', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='Pickup',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('fulfillment_order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='pickup', to='fulfillment.fulfillmentorder')),
                    ('code', models.CharField(blank=True, max_length=12)),
                    ('wrong_tries', models.PositiveSmallIntegerField(default=0, help_text='Since the code was made.')),
                    ('ready_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('keep_until', models.DateTimeField(help_text='Afterwards it may go back on the shelf.')),
                    ('proof', models.CharField(blank=True, choices=[('code', 'By code'), ('signature', 'By signature')], max_length=12)),
                    ('collected_by', models.CharField(blank=True, help_text='Who took it, as they said or signed.', max_length=160)),
                    ('identity', models.CharField(blank=True, help_text='What a person without the code has shown.', max_length=80)),
                    ('collected_at', models.DateTimeField(blank=True, null=True)),
                    ('handed_out_by', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('collected_at__isnull', True)), fields=['keep_until'], name='pickup_waiting')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('collected_at__isnull', True), models.Q(('collected_by', ''), _negated=True), _connector='OR'), name='pickup_collected_by_somebody')],
                },
            ),
            migrations.CreateModel(
                name='Scan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('client_id', models.CharField(max_length=64, unique=True)),
                    ('kind', models.CharField(choices=[('location', 'Location'), ('item', 'Item'), ('pack', 'Into the parcel')], max_length=10)),
                    ('code', models.CharField(max_length=80)),
                    ('quantity', models.PositiveIntegerField(default=0)),
                    ('ok', models.BooleanField()),
                    ('message', models.CharField(blank=True, max_length=200)),
                    ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='fulfillment.picktask')),
                    ('parcel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='fulfillment.parcel')),
                    ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='scans', to='fulfillment.parcelitem')),
                    ('actor', models.CharField(max_length=64)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('undone_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['task', 'id'], name='scan_task'), models.Index(fields=['parcel', 'id'], name='scan_parcel')],
                },
            ),
            migrations.CreateModel(
                name='ShortPick',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shorts', to='fulfillment.picktask')),
                    ('quantity', models.PositiveIntegerField()),
                    ('reason', models.CharField(choices=[('not_there', 'The bin is empty'), ('found_less', 'Fewer than expected'), ('damaged', 'Damaged')], max_length=12)),
                    ('actor', models.CharField(max_length=64)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='short_pick_positive')],
                },
            ),
        ]),
    ]
