import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from core.made_at_once import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Alert',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=40)),
                    ('reference', models.CharField(max_length=200)),
                    ('message', models.TextField()),
                    ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_by', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('kind', 'reference'), name='alert_open_unique')],
                },
            ),
            migrations.CreateModel(
                name='ArchiveMonth',
                fields=[
                    ('month', models.DateField(primary_key=True, serialize=False)),
                    ('orders', models.BigIntegerField(default=0)),
                    ('events', models.BigIntegerField(default=0)),
                    ('checksum', models.DecimalField(decimal_places=0, default=0, max_digits=40)),
                    ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
            ),
            migrations.CreateModel(
                name='AuditRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                    ('changed_since', models.DateTimeField(blank=True, help_text='Empty when everything was checked.', null=True)),
                    ('requested_by', models.CharField(blank=True, help_text='Who asked for it; empty: the clock.', max_length=64)),
                    ('skipped', models.JSONField(default=list, help_text='Promises that take too long for a run asked for by a person.')),
                ],
                options={
                    'permissions': [('run_audit', 'Can have the books audited now')],
                    'indexes': [models.Index(condition=models.Q(('changed_since', None)), fields=['-id'], name='audit_run_full')],
                },
            ),
            migrations.CreateModel(
                name='AuditResult',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='core.auditrun')),
                    ('promise', models.CharField(max_length=64)),
                    ('number', models.PositiveSmallIntegerField()),
                    ('violations', models.PositiveIntegerField()),
                    ('sample', models.JSONField(default=list)),
                    ('seconds', models.FloatField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('run', 'promise'), name='audit_result_unique')],
                },
            ),
            migrations.CreateModel(
                name='BackupRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('backup', 'Backup'), ('drill', 'Restore drill')], max_length=8)),
                    ('state', models.CharField(choices=[('running', 'Running'), ('good', 'Good'), ('bad', 'Bad'), ('broken', 'Broken off')], default='running', max_length=8)),
                    ('method', models.CharField(help_text="base: the server's files and its log; dump: pg_dump.", max_length=8)),
                    ('database', models.CharField(max_length=63)),
                    ('server_version', models.CharField(max_length=40)),
                    ('folder', models.CharField(blank=True, help_text='Where the backup was written.', max_length=500)),
                    ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), help_text='The last sign of life of the process while it is running.')),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                    ('database_bytes', models.BigIntegerField(default=0)),
                    ('upload_files', models.PositiveIntegerField(default=0)),
                    ('upload_bytes', models.BigIntegerField(default=0)),
                    ('tables_compared', models.PositiveIntegerField(default=0)),
                    ('rows_compared', models.BigIntegerField(default=0)),
                    ('promises_kept', models.PositiveIntegerField(default=0)),
                    ('backup_seconds', models.FloatField(blank=True, null=True)),
                    ('restore_seconds', models.FloatField(blank=True, null=True)),
                    ('check_seconds', models.FloatField(blank=True, null=True)),
                    ('problems', models.JSONField(default=list)),
                ],
                options={
                    'indexes': [models.Index(fields=['kind', 'state', '-id'], name='backup_kind_state')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'good'), _negated=True), models.Q(('finished_at__isnull', False), ('problems', [])), _connector='OR'), name='backup_good_is_finished_without_problems')],
                },
            ),
            migrations.CreateModel(
                name='Effect',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('task', models.CharField(max_length=120)),
                    ('queue', models.CharField(max_length=16)),
                    ('payload', models.JSONField(default=dict)),
                    ('key', models.CharField(max_length=200, unique=True)),
                    ('order_id', models.BigIntegerField(blank=True, help_text="For the order's page; no key upward.", null=True)),
                    ('priority', models.PositiveSmallIntegerField(default=5)),
                    ('state', models.CharField(choices=[('due', 'Due'), ('claimed', 'Claimed'), ('done', 'Done'), ('dead', 'Dead'), ('withdrawn', 'Withdrawn')], default='due', max_length=10)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('run_after', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('queued_at', models.DateTimeField(blank=True, null=True)),
                    ('claimed_until', models.DateTimeField(blank=True, null=True)),
                    ('claimed_by', models.CharField(blank=True, db_default='', help_text='The process that works on it.', max_length=80)),
                    ('claim_no', models.PositiveIntegerField(default=0)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                    ('last_error', models.TextField(blank=True)),
                ],
                options={
                    'permissions': [('retry_effect', 'Can retry a dead effect')],
                    'indexes': [models.Index(condition=models.Q(('state', 'due')), fields=['queue', 'priority', 'run_after', 'id'], name='effect_due'), models.Index(condition=models.Q(('state', 'claimed')), fields=['claimed_until'], name='effect_claimed'), models.Index(condition=models.Q(('state', 'dead')), fields=['id'], name='effect_dead'), models.Index(condition=models.Q(('state', 'done')), fields=['finished_at'], name='effect_finished'), models.Index(fields=['order_id'], name='effect_order')],
                },
            ),
            migrations.CreateModel(
                name='Event',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order_id', models.BigIntegerField(help_text='No key: the order lives on an upper floor.')),
                    ('seq', models.PositiveIntegerField()),
                    ('name', models.CharField(max_length=64)),
                    ('data', models.JSONField(default=dict)),
                    ('actor', models.CharField(max_length=64)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'indexes': [models.Index(fields=['name', 'at'], name='event_name_at'), django.contrib.postgres.indexes.BrinIndex(fields=['at'], name='event_at')],
                    'constraints': [models.UniqueConstraint(fields=('order_id', 'seq'), name='event_order_seq_unique')],
                },
            ),
            migrations.CreateModel(
                name='EventNote',
                fields=[
                    ('event', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='note', serialize=False, to='core.event')),
                    ('text', models.TextField()),
                ],
            ),
            migrations.CreateModel(
                name='IdempotencyKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('scope', models.CharField(help_text='Whose key space: the API key or form.', max_length=64)),
                    ('key', models.CharField(max_length=200)),
                    ('request_hash', models.CharField(help_text='SHA-256 of the canonical request.', max_length=64)),
                    ('kind', models.CharField(help_text='What it made.', max_length=40)),
                    ('reference', models.CharField(blank=True, max_length=64)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'indexes': [models.Index(fields=['created_at'], name='idempotency_created')],
                    'constraints': [models.UniqueConstraint(fields=('scope', 'key'), name='idempotency_scope_key_unique')],
                },
            ),
            migrations.CreateModel(
                name='ImportJob',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=24, unique=True)),
                    ('format', models.CharField(max_length=24)),
                    ('mode', models.CharField(max_length=12)),
                    ('file_name', models.CharField(max_length=200)),
                    ('file_sha256', models.CharField(max_length=64)),
                    ('state', models.CharField(choices=[('staged', 'Uploaded'), ('checking', 'Being checked'), ('checked', 'Checked'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('canceled', 'Canceled')], default='running', max_length=10)),
                    ('rows_total', models.PositiveIntegerField(default=0)),
                    ('rows_done', models.PositiveIntegerField(default=0)),
                    ('rows_rejected', models.PositiveIntegerField(default=0)),
                    ('orders_created', models.PositiveIntegerField(default=0)),
                    ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                    ('message', models.TextField(blank=True)),
                    ('options', models.JSONField(blank=True, default=dict, help_text='Channel, columns, policy for bad rows, and by whose rights it runs.')),
                    ('run_no', models.PositiveIntegerField(db_default=0, default=0, help_text='Counts starts; an older start does nothing.')),
                    ('checkpoint', models.PositiveIntegerField(db_default=0, default=0, help_text='Line up to which this run has worked.')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'canceled'), _negated=True), fields=('format', 'mode', 'file_sha256'), name='import_job_file_unique')],
                },
            ),
            migrations.CreateModel(
                name='ImportRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='core.importjob')),
                    ('line', models.PositiveIntegerField(help_text='Line in the file, the header being line 1.')),
                    ('group', models.CharField(help_text='The invoice or order number in the file.', max_length=64)),
                    ('raw', models.JSONField()),
                    ('outcome', models.CharField(choices=[('pending', 'Pending'), ('checked', 'Checked'), ('order_line', 'Order line'), ('charge', 'Charge'), ('discount', 'Discount'), ('adjustment', 'Stock adjustment'), ('cancel', 'Line canceled'), ('return', 'Return'), ('credit', 'Unmatched credit'), ('repeat', 'Known before'), ('rejected', 'Rejected')], default='pending', max_length=12)),
                    ('target_kind', models.CharField(blank=True, max_length=32)),
                    ('target_id', models.BigIntegerField(blank=True, null=True)),
                    ('field', models.CharField(blank=True, max_length=40)),
                    ('reason', models.TextField(blank=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['job', 'outcome'], name='import_row_outcome'), models.Index(fields=['job', 'group'], name='import_row_group')],
                    'constraints': [models.UniqueConstraint(fields=('job', 'line'), name='import_row_line_unique')],
                },
            ),
            migrations.CreateModel(
                name='PackedTimeline',
                fields=[
                    ('order_id', models.BigIntegerField(help_text='No key: the order lives on an upper floor.', primary_key=True, serialize=False)),
                    ('month', models.DateField(help_text='The month of its first event.')),
                    ('events', models.JSONField()),
                    ('notes', models.JSONField(default=dict)),
                    ('count', models.PositiveIntegerField()),
                    ('last_seq', models.PositiveIntegerField()),
                    ('last_at', models.DateTimeField()),
                    ('digest', models.CharField(help_text='SHA-256 of the events.', max_length=64)),
                    ('packed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'indexes': [models.Index(fields=['month'], name='packed_timeline_month')],
                },
            ),
            migrations.CreateModel(
                name='RetentionRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.SlugField(editable=False, max_length=40, unique=True)),
                    ('days', models.PositiveIntegerField()),
                    ('is_active', models.BooleanField(default=True)),
                    ('changed_by', models.CharField(blank=True, editable=False, max_length=64)),
                    ('changed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('last_run_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last run')),
                    ('last_rows', models.PositiveIntegerField(default=0, editable=False, verbose_name='rows in the last run')),
                ],
                options={
                    'ordering': ['kind'],
                    'permissions': [('run_retention', 'Can have old records erased now')],
                },
            ),
            migrations.CreateModel(
                name='SignedLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('purpose', models.CharField(max_length=24)),
                    ('order_id', models.BigIntegerField()),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('expires_at', models.DateTimeField()),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                    ('revoked_because', models.CharField(blank=True, choices=[('office', 'Taken back by the office'), ('renewed', 'A new one was sent instead'), ('erased', 'The customer was erased')], db_default='', default='', max_length=8)),
                    ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['order_id'], name='link_order')],
                },
            ),
        ]),
    ]
